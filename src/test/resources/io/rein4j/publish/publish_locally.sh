#!/usr/bin/env bash
# Publishes all artifacts into a local repository, signed by a throw-away key, and checks of each
# what Maven Central checks: sources, Javadoc, signatures, and what a POM must say.
#   publish_locally.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../../../../../.."
repository=${1:-$PWD/src/target/repository}
rm -rf "$repository"
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'Rein4J test <test@example.org>' ed25519 sign 1d

mvn -B -q -Ppublish deploy -DskipTests -DaltDeploymentRepository="local::file:$repository"

faults=0
fault() {
  echo "$1"
  faults=$((faults + 1))
}
version=$(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml | head -n 1)
artifacts=(rein4j-parent rein4j-bom rein4j-contract rein4j-envs rein4j-agents rein4j)
for artifact in "${artifacts[@]}"; do
  base=$repository/io/rein4j/$artifact/$version/$artifact-$version
  files=("$base.pom")
  case $artifact in
    rein4j-parent | rein4j-bom | rein4j-contract) ;;
    *) files+=("$base.jar" "$base-sources.jar" "$base-javadoc.jar" "$base-cyclonedx.json") ;;
  esac
  case $artifact in
    rein4j-envs | rein4j-agents) files+=("$base-contract.jar") ;;
  esac
  for file in "${files[@]}"; do
    [ -s "$file" ] || { fault "$file is missing."; continue; }
    gpg --quiet --verify "$file.asc" "$file" 2>/dev/null || fault "$file has no good signature."
    for sum in md5 sha1; do
      [ -s "$file.$sum" ] || fault "$file has no .$sum."
    done
  done
  # What a POM must say may be its parent's.
  for element in name description url licenses developers scm; do
    grep -q "<$element>" "$base.pom" "$repository/io/rein4j/rein4j-parent/$version/rein4j-parent-$version.pom" ||
      fault "$artifact says no <$element>."
  done
done
[ -e "$repository/io/rein4j/rein4j-harness" ] && fault "The test harness has been published."
[ $faults -eq 0 ] && echo "${#artifacts[@]} artifacts are published and whole."
exit $((faults > 0))
