#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# verify: whether history and cache can be relied on.
# shellcheck disable=SC2154 # bats and the helper set what tests look at

load helper

setup()
{
	make_recorded_root
	state=$root/var/lib/confwatch
}

@test "an intact history" {
	exits 0 cw verify
	has "1 snapshot intact"
	json '.schema == "confwatch/verify/1" and .intact and .problems == [] and
		.full == false and .snapshots == 1' cw verify --json
}

@test "--full reads every entry and remembers when" {
	json '.full and .entries > 5 and .intact' cw verify --full --json
	[ -s "$state/verified" ]
}

@test "one flipped bit in the history is found" {
	pack=$(find "$state/history.git" -name '*.pack')
	size=$(stat -c %s "$pack")
	chmod u+w "$pack"
	printf '\377' | dd of="$pack" bs=1 seek=$((size / 2)) conv=notrunc status=none
	exits 1 cw verify
	has "history"
}

@test "a missing pack is found" {
	find "$state/history.git" -name '*.pack' -delete
	run cw verify
	[ "$status" -ne 0 ]
}

@test "damaged protected content is found" {
	find "$state/protected.git" -name '*.pack' -delete
	find "$state/protected.git/objects" -type f ! -path '*/pack/*' ! -path '*/info/*' -delete
	run cw verify
	[ "$status" -ne 0 ]
}

@test "a damaged cache is rebuilt" {
	printf 'garbage' | dd of="$state/cache" bs=1 seek=100 conv=notrunc status=none
	exits 0 cw status
	exits 0 cw snapshot
	is "nothing changed"
	rm "$state/cache"
	exits 0 cw snapshot
	is "nothing changed"
	exits 0 cw verify
}
