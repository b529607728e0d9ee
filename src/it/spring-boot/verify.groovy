def log = new File(basedir, 'build.log').text
assert log.contains('<All keys matched successfully>') : 'does not read what it wrote'
assert log.contains('tensor([[-0.9348,  0.0218]])') : 'does not print what Python prints'
