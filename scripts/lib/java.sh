# Builds the project when a source is newer than the last build, and runs one of its mains quietly.

# For runs of seconds: one collector's thread, a small nursery, and Java's code compiled once.
java_options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m)
quiet_java=(--enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Dai.djl.offline=true
  -Dorg.slf4j.simpleLogger.defaultLogLevel=error)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# build PHASE CLASSPATH SOURCE...: up to a phase, with the jars of the tests' class path in a file.
build() {
  local phase=$1 classpath=$2 log
  shift 2
  if [[ -f $classpath && -z $(find "$root/pom.xml" "$@" -newer "$classpath" -print -quit) ]]; then
    return
  fi
  if [[ ! -d $root/target ]]; then
    echo "building; the first time Maven downloads about 140 MB" >&2
  fi
  log=$(mktemp)
  if ! (cd "$root" && mvn -q "$phase" dependency:build-classpath \
    -DincludeScope=test -DincludeTypes=jar -Dmdep.outputFile="$classpath") >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  touch "$classpath"
}

# class_archive CLASSPATH MAIN...: with APPCDS=1, classes come parsed from an archive of this build
# and JDK, and the caller's classpath from jars, as it needs. A run of the main makes it; where Java
# cannot, or it does not fit, Java goes without a word.
class_archive() {
  [[ ${APPCDS:-} == 1 ]] || return 0
  local java jar=$root/target/classes.jar archive
  java=$(readlink -f "$(type -P java)")
  archive=$root/target/classes-$({ echo "$java"; cat "${java%/bin/java}/release"; } 2>&1 | cksum | cut -d ' ' -f 1).jsa
  classpath=$jar:$(cat "$1")
  java_options+=(-Xlog:disable -XX:+VerifySharedSpaces)
  if [[ ! $jar -nt $1 ]]; then
    "${java%java}jar" --create --file "$jar.$$" -C "$root/target/classes" . \
      -C "$root/target/test-classes" io/github/torchrnn/tutorial
    mv -f "$jar.$$" "$jar"
  fi
  shift
  if [[ ! $archive -nt $jar ]]; then
    java "${quiet_java[@]}" "${java_options[@]}" -XX:ArchiveClassesAtExit="$archive.$$" \
      -cp "$classpath" "$@" >/dev/null 2>&1 && mv -f "$archive.$$" "$archive" || rm -f "$archive.$$"
  fi
  java_options+=(-XX:SharedArchiveFile="$archive")
}

run_java() {
  exec java "${quiet_java[@]}" "${java_options[@]}" "$@"
}

run_main() {
  local jars=$root/target/classpath classpath
  build compile "$jars" "$root"/src/{main,examples}
  classpath=$root/target/classes:$root/target/test-classes:$(cat "$jars")
  class_archive "$jars" "$1" hello-rnn --epochs 1
  run_java -cp "$classpath" "$@"
}

run_test_main() {
  local classpath=$root/target/test-classpath
  build test-compile "$classpath" "$root/src"
  run_java -cp "$root/target/test-classes:$root/target/classes:$(cat "$classpath")" "$@"
}
