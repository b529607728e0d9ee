"""Checks a folder as Maven Central checks what is published: python check_release.py FOLDER

It holds the artifacts torchrnn, torchrnn-all and torchrnn-spark, each with its POM, jar, sources, Javadoc and their
signatures; every signature is that of a key that gpg knows; MD5 and SHA-1 are right; the POMs say
what they have to. Then all of it is packed into NAME-VERSION-bundle.zip beside the folder.
"""

import hashlib
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

MAVEN = {"": "http://maven.apache.org/POM/4.0.0"}
ARTIFACTS = ["torchrnn", "torchrnn-all", "torchrnn-spark"]
ENDS = [".jar", "-sources.jar", "-javadoc.jar", ".pom"]
FIELDS = [
    "name", "description", "url", "licenses/license/name", "licenses/license/url",
    "developers/developer/name", "developers/developer/url", "scm/connection",
    "scm/developerConnection", "scm/url",
]


def check_pom(path):
    project = ElementTree.parse(path).getroot()
    for field in FIELDS:
        if not (project.findtext(field, namespaces=MAVEN) or "").strip():
            yield f"{path}: no {field}"
    if project.findtext("version", namespaces=MAVEN).endswith("-SNAPSHOT"):
        yield f"{path}: a snapshot"
    if "${project" in path.read_text() and path.name.startswith("torchrnn-all"):
        yield f"{path}: a property that nothing fills in"
    for forbidden in ["repositories", "pluginRepositories"]:
        if project.find(forbidden, MAVEN) is not None:
            yield f"{path}: names {forbidden}"


def check_sums(path):
    for name in ["md5", "sha1"]:
        sum_file = path.with_name(f"{path.name}.{name}")
        wanted = hashlib.new(name, path.read_bytes()).hexdigest()
        if not sum_file.exists():
            yield f"{sum_file}: missing"
        elif sum_file.read_text().strip() != wanted:
            yield f"{sum_file}: wrong"


def check_signature(path):
    signature = path.with_name(path.name + ".asc")
    if not signature.exists():
        yield f"{signature}: missing"
        return
    gpg = subprocess.run(["gpg", "--batch", "--verify", signature, path], capture_output=True, text=True)
    if gpg.returncode:
        yield f"{signature}: {gpg.stderr.strip()}"


def check_jar(path):
    wanted = {"-sources.jar": ".java", "-javadoc.jar": ".html", ".jar": ".class"}
    kind = next(wanted[end] for end in wanted if path.name.endswith(end))
    names = zipfile.ZipFile(path).namelist()
    if path.name.startswith("torchrnn-all"):
        kind = "META-INF/LICENSE"
    if not any(name.endswith(kind) for name in names):
        yield f"{path}: no {kind}"
    if "META-INF/LICENSE" not in names and not path.name.endswith("-javadoc.jar"):
        yield f"{path}: no license"


def main():
    folder = pathlib.Path(sys.argv[1])
    version = ElementTree.parse("pom.xml").getroot().findtext("version", namespaces=MAVEN)
    wrong, known = [], set()
    for artifact in ARTIFACTS:
        for end in ENDS:
            path = folder / "io/github/torchrnn" / artifact / version / f"{artifact}-{version}{end}"
            known |= {path.with_name(path.name + more) for more in ["", ".md5", ".sha1", ".asc", ".asc.md5", ".asc.sha1"]}
            if not path.exists():
                wrong.append(f"{path}: missing")
                continue
            wrong += [*check_sums(path), *check_signature(path)]
            wrong += check_pom(path) if end == ".pom" else check_jar(path)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    wrong += [f"{path}: not expected" for path in files if path not in known]
    if wrong:
        sys.exit("\n".join(wrong))
    bundle = folder.parent / f"torchrnn-{version}-bundle.zip"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for path in files:
            zip_file.write(path, path.relative_to(folder))
    print(f"{bundle}: {len(files)} files, signed and complete")


main()
