# A standalone cluster of Spark on the loopback address, from the jars of Maven's class path.

# spark_build: src/spark, compiled in target/it/spark with the library that the build's repository has.
spark_build() {
  local stamp=$module/target/classpath log began
  if [[ -f $stamp && -z $(find "$root"/{pom.xml,src/main,src/spark} -newer "$stamp" -type f -print -quit) ]]; then
    return
  fi
  log=$(mktemp)
  began=$(mktemp)
  if ! (cd "$root" && mvn -q -B -ntp package -Dmaven.test.skip invoker:install@consumer invoker:run@spark \
    -Dspark.goal=test-compile) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log" "$began"
    exit 1
  fi
  touch -r "$began" "$stamp" # what changed meanwhile is built the next time
  rm -f "$log" "$began"
}

# The jars of the class path that a cluster does not have, or has.
ours() {
  tr : '\n' <"$module/target/classpath" | grep -E '/(torchrnn|api|pytorch-[a-z]+|jna)-[0-9][^/]*\.jar$'
}
theirs() {
  tr : '\n' <"$module/target/classpath" | grep -vxFf <(ours)
}

# application_jars: what an application brings, with the module's classes and the tests' in jars.
application_jars() {
  local jar kind
  for kind in classes test-classes; do
    jar --create --file "$home/$kind.jar" -C "$module/target/$kind" .
  done
  (ours; ls "$home"/*classes.jar) | paste -sd ,
}

# spark_start CORES...: a master, and a worker of so many cores each; its address is in $master.
spark_start() {
  local cores i
  mkdir -p "$home/jars" "$home/conf"
  theirs | xargs -I {} ln -s {} "$home/jars/"
  export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_SCALA_VERSION=2.13
  daemon master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
  master=$(await master 's/.*Starting Spark master at \(spark:[^ ]*\).*/\1/p')
  i=0
  for cores; do
    i=$((i + 1))
    daemon worker$i org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
      --cores "$cores" --memory 2g --work-dir "$home/work$i" "$master"
  done
  for ((; i > 0; i--)); do
    await worker$i 's/.*\(Successfully registered with master\).*/\1/p' >/dev/null
  done
}

# daemon NAME MAIN ARGUMENT...: in the background, with its log in $home/NAME.
daemons=()
daemon() {
  local name=$1
  shift
  java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${spark_java[@]}" -cp "$home/jars/*" "$@" >"$home/$name" 2>&1 &
  daemons+=($!)
}

# await NAME EXPRESSION: what sed finds in a daemon's log, once it is there.
await() {
  local found i
  for ((i = 0; i < 300; i++)); do
    found=$(sed -n "$2" "$home/$1" | head -n 1)
    if [[ -n $found ]]; then
      echo "$found"
      return
    fi
    sleep 0.2
  done
  cat "$home/$1" >&2
  return 1
}

# spark_stop: ends the workers, which end their executors, and the master; by force after ten seconds.
spark_stop() {
  local code=$? i
  trap - EXIT
  if ((${#daemons[@]})); then
    kill "${daemons[@]}" 2>/dev/null || true
    for ((i = 0; i < 50; i++)); do
      kill -0 "${daemons[@]}" 2>/dev/null || break
      sleep 0.2
    done
    kill -9 "${daemons[@]}" 2>/dev/null || true
    wait "${daemons[@]}" 2>/dev/null || true
  fi
  if ((code)); then
    tail -n 30 "$home"/master "$home"/worker? "$home"/work?/*/*/stderr >&2 2>/dev/null || true
  fi
  rm -rf "$home"
  exit "$code"
}

# run_spark OPTION... MAIN ARGUMENT...: a driver, with the tests' class path.
run_spark() {
  java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dai.djl.offline=true "${spark_java[@]}" \
    -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/classpath")" "$@"
}

# What Spark opens of the JDK, as src/spark/pom.xml says.
mapfile -t spark_java < <(sed -n '/<spark.java>/,/<\/spark.java>/p' "$root/src/spark/pom.xml" |
  sed 's/<[^>]*>//g' | tr -s ' ' '\n' | sed '/^$/d')
