# Builds the project when a source is newer than the last build, and runs one of its mains quietly.

java_options=()
quiet_java=(--enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Dai.djl.offline=true
  -Dorg.slf4j.simpleLogger.defaultLogLevel=error)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# build PHASE CLASSPATH SOURCE...: up to a phase, with the class path of its scope in a file.
build() {
  local phase=$1 classpath=$2 log
  shift 2
  if [[ -f $classpath && -z $(find "$root/pom.xml" "$@" -newer "$classpath" -print -quit) ]]; then
    return
  fi
  local scope=runtime
  [[ $phase == test-compile ]] && scope=test
  log=$(mktemp)
  if ! (cd "$root" && mvn -q "$phase" dependency:build-classpath \
    -Dmdep.includeScope=$scope -Dmdep.outputFile="$classpath") >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  touch "$classpath"
}

run_java() {
  exec java "${quiet_java[@]}" "${java_options[@]}" "$@"
}

run_main() {
  local classpath=$root/target/classpath
  build compile "$classpath" "$root/src/main"
  run_java -cp "$root/target/classes:$(cat "$classpath")" "$@"
}

run_test_main() {
  local classpath=$root/target/test-classpath
  build test-compile "$classpath" "$root/src"
  run_java -Dai.djl.pytorch.num_threads=1 \
    -cp "$root/target/test-classes:$root/target/classes:$(cat "$classpath")" "$@"
}
