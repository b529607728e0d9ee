def log = new File(basedir, 'build.log').text
assert log.contains('tensor([[-0.9348,  0.0218]])') : 'does not print what Python prints'
assert !log.contains('SLF4J') : 'logs'

[linux: 'linux-x86_64', 'linux-arm': 'linux-aarch64', mac: 'osx-aarch64'].each { system, classifier ->
  def tree = new File(basedir, system + '.txt').text
  def natives = (tree =~ /pytorch-native-cpu:jar:([^:]+):/).collect { it[1] }
  assert natives == [classifier] : tree
  assert tree.contains('pytorch-jni') && tree.contains('xchart') && tree.contains('slf4j-nop') : tree
  assert !tree.contains('pdfbox') : tree
}
true
