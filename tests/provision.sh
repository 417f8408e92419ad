#!/bin/sh
# Provides what the tests need beside Python: Java 17 and Maven (Apache Kafka), kcat and curl (the documents),
# Chromium and a Chinese font (the browser).
# Debian or Ubuntu; to be run as root. Without them the tests that need them are skipped loudly, and fail when CI=true.
set -eu
packages=
command -v javac >/dev/null || packages="$packages openjdk-17-jdk-headless"
command -v mvn >/dev/null || packages="$packages maven"
command -v kcat >/dev/null || packages="$packages kcat"
command -v curl >/dev/null || packages="$packages curl"
command -v chromium >/dev/null || packages="$packages chromium fonts-noto-cjk"
[ -n "$packages" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "provision.sh: run as root: apt-get install -y --no-install-recommends$packages" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # words are meant
apt-get install -y -q --no-install-recommends $packages
