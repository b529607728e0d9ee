# Builds the project when a source is newer than the last build, and runs one of its mains quietly.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
classpath=$root/target/classpath

build() {
  if [[ -f $classpath && -z $(find "$root/pom.xml" "$root/src/main" -newer "$classpath" -print -quit) ]]; then
    return
  fi
  local log
  log=$(mktemp)
  if ! (cd "$root" && mvn -q compile dependency:build-classpath -Dmdep.outputFile=target/classpath) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  touch "$classpath"
}

run_main() {
  build
  exec java --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Dai.djl.offline=true \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$root/target/classes:$(cat "$classpath")" "$@"
}
