def log = new File(basedir, 'build.log').text
assert log.contains('<All keys matched successfully>') : 'does not read what it wrote'
def scores = log.find(/scores \[(.*)]/) { it[1] }
assert scores : 'does not serve'
assert scores.split(',').collect { String.format(Locale.ROOT, '%.4f', it as float) } == ['-0.2167', '0.0024'] : "does not score as Python does: $scores"
