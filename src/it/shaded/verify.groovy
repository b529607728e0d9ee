def log = new File(basedir, 'build.log').text
assert log.contains('<All keys matched successfully>') : 'does not read what it wrote'
assert log.contains('tensor([[-0.9348,  0.0218]])') : 'does not print what Python prints'

// The file that names the engines is another one's: what would keep DJL from finding this one.
def jar = new java.util.zip.ZipFile(new File(basedir, 'target/shaded-1.jar'))
def engines = jar.getInputStream(jar.getEntry('META-INF/services/ai.djl.engine.EngineProvider')).text
jar.close()
assert !engines.contains('PtEngineProvider') : engines
