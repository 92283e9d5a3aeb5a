#!/usr/bin/env bash
# Unpacks OpenVPN 2.7 of a newer Debian, with the libraries it needs, into a directory, and prints the path of a program that
# runs it there: nothing of the machine is changed. The mirror is the one that the machine's own apt is set up with.
#
#   scripts/openvpn-2.7.sh DIRECTORY
set -euo pipefail
directory=$(realpath -m "${1:?a directory to unpack into}")
program=$directory/bin/openvpn-2.7
suite=sid

if [ ! -x "$program" ]; then
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -1)
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$directory"/{lists/partial,cache/archives/partial,debs,root,bin}
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$directory/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$directory/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root
    -o "Dir::State::lists=$directory/lists" -o "Dir::Cache=$directory/cache" -o Dir::State::status=/dev/null)
  apt-get "${options[@]}" update >&2
  mapfile -t packages < <(apt-cache "${options[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances openvpn | grep -E '^(openvpn|lib[^ ]*)$' | sort -u)
  (cd "$directory/debs" && apt-get "${options[@]}" download "${packages[@]}" >&2)
  for package in "$directory"/debs/*.deb; do dpkg -x "$package" "$directory/root"; done
  rm -r "$directory"/{lists,cache,debs}
  root=$directory/root
  loader=$(find "$root" -name 'ld-linux*.so*' | head -1)
  libraries=$(find "$root" -name 'lib*.so*' -printf '%h\n' | sort -u | paste -sd :)
  printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" "$libraries" "$root/usr/sbin/openvpn" >"$program"
  chmod +x "$program"
  "$program" --version | grep -q '^OpenVPN 2\.[7-9]' || { rm "$program"; echo 'it does not run here' >&2; exit 1; }
fi
echo "$program"
