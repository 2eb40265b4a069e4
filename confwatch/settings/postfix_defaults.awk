# SPDX-License-Identifier: GPL-2.0-or-later
# Turns postfix_defaults, or dovecot_defaults, into the rows of a table in C.
BEGIN {
	FS = "\t"
}
{
	split($2, version, ".")
	value = "NULL"
	if ($3 != "absent") {
		value = substr($3, 2)
		gsub(/\\/, "\\\\", value)
		gsub(/"/, "\\\"", value)
		value = "\"" value "\""
	}
	printf "{\"%s\", %d, %s},\n", $1, version[1] * 100 + version[2], value
}
