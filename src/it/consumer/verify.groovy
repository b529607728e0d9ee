def log = new File(basedir, 'build.log').text
def pom = new File(basedir, 'pom.xml').text
def readme = new File(basedir, '../../../README.md').text.replaceAll(/\s/, '')

def taken = pom.findAll(/(?s)<dependency>.*?<\/dependency>/)
assert taken.size() == 3
taken.each {
  def block = it.replaceAll(/\s/, '').replace(classifier, 'linux-x86_64')
  assert readme.contains(block) : 'the README does not name ' + block
}

// The first run.
assert log.contains('tensor([[-0.9348,  0.0218]])') : 'does not print what Python prints'
def brought = (new File(basedir, 'dependencies.txt').text =~ /(?m)^\s+(\S+?):(\S+?):jar/).collect {
  it[1] + ':' + it[2]
}
assert brought as Set == [
    'io.github.torchrnn:torchrnn',
    'ai.djl:api',
    'ai.djl.pytorch:pytorch-engine',
    'ai.djl.pytorch:pytorch-native-cpu',
    'ai.djl.pytorch:pytorch-jni',
    'org.slf4j:slf4j-api',
    'com.google.code.gson:gson',
    'com.google.errorprone:error_prone_annotations',
    'net.java.dev.jna:jna',
    'org.apache.commons:commons-compress',
    'commons-codec:commons-codec',
    'commons-io:commons-io',
] as Set

// The second run, without natives.
assert log.contains('java.lang.IllegalStateException: LibTorch is not on the class path, and' +
    ' ai.djl.offline forbids fetching it: add ai.djl.pytorch:pytorch-native-cpu:' + libtorch + ':' + classifier +
    ' and ai.djl.pytorch:pytorch-jni:' + jni + ' (for CUDA pytorch-native-' + cuda + ')')
