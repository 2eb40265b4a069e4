// SPDX-License-Identifier: GPL-2.0-or-later
// What Postfix makes of its files: effective values and services.
#include "settings/postfix_defaults.h"
#include "settings/postfix_expand.h"
#include "settings_asked.h"

static const struct directory_format formats[] = {
	{"*/main.cf", "postfix-main"},
	{"*/master.cf", "postfix-master"},
	{"*/aliases", "aliases"},
	{"*/virtual*", "postfix-table"},
	{"*/transport", "postfix-table"},
	{"*.pcre", "postfix-lines"},
	{"*/passwd", "passwd"},
	{"*/dynamicmaps.cf*", "plain"},
	{0},
};

static const struct directory_package packages[] = {{"postfix", "3.7.11-0+deb12u1"}, {0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, packages);
	directory_put(&directory, "etc/hostname", "box\n");
	temporary_directory(&directory.root, "etc/postfix");
	return 0;
}

static void put_main(const char *text)
{
	temporary_text(&directory.root, "etc/postfix/main.cf", text);
}

static void put_master(const char *text)
{
	temporary_text(&directory.root, "etc/postfix/master.cf", text);
}

static void values_and_defaults(void **state)
{
	(void)state;
	put_main("a = 1\na = 2 $b\nb = ${c?x}${c:y}\nmydomain = example.org\n"
		 "smtpd_expansion_filter = $a\n");
	says("cw:postfix('a')", "2 y");
	says("cw:postfix('nothing')", "");
	says("cw:postfix('smtpd_expansion_filter')", "$a");
	says("cw:postfix('myhostname')", "box.example.org");
	says("cw:postfix('mydestination')", "box.example.org, localhost.example.org, localhost");
	says("cw:postfix('mail_version')", "3.7.11");
	says("cw:postfix('config_directory')", "/etc/postfix");
	says("cw:postfix('daemon_directory')", "/usr/lib/postfix/sbin");
	/* Compatibility level 0. */
	says("cw:postfix('smtpd_relay_restrictions')", "");
	says("cw:postfix('append_dot_mydomain')", "yes");
}

static void levels_of_compatibility(void **state)
{
	(void)state;
	put_main("compatibility_level = 3.6\nmyhostname = mail.example.com\n");
	says("cw:postfix('smtpd_relay_restrictions')",
		"permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination");
	says("cw:postfix('smtputf8_enable')", "yes");
	says("cw:postfix('smtp_tls_fingerprint_digest')", "sha256");
	says("cw:postfix('relay_domains')", "");
	says("cw:postfix('mydomain')", "example.com");
}

static void defaults_of_versions(void **state)
{
	(void)state;
	assert_int_equal(postfix_version("3.7.11-0+deb12u1"), 307);
	assert_int_equal(postfix_version("3.10.4"), 310);
	assert_true(postfix_version("none") > 310);
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 307), "no");
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 309), "no");
	assert_string_equal(postfix_default("smtpd_forbid_unauth_pipelining", 400), "yes");
	assert_null(postfix_default("smtputf8_no_such", 307));
	assert_null(postfix_default("smtpd_tls_enable_rpk", 307));
	assert_null(postfix_default("postscreen_blacklist_action", 310));
	assert_string_equal(postfix_default("postscreen_blacklist_action", 304), "ignore");
}

static const char *no_value(void *context, const char *name)
{
	(void)context;
	if (strcmp(name, "x") == 0)
		return "X";
	if (strcmp(name, "loop") == 0)
		return "a$loop";
	if (strcmp(name, "many") == 0)
		return "$many$many";
	if (strcmp(name, "nested") == 0)
		return "<${x}>";
	return strcmp(name, "empty") == 0 ? "" : NULL;
}

static const char *expanded(const char *text, struct text *result)
{
	struct postfix_expansion expansion = {.lookup = no_value, .result = result};

	text_clear(result);
	postfix_expand(&expansion, (struct piece){text, strlen(text)});
	return expansion.why;
}

static void expansions(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{"a$x.b", "aX.b"},
		{"$$x", "$x"},
		{"$(x)${x}", "XX"},
		{"$nested", "<X>"},
		{"${x?y}${x:z}", "y"},
		{"${empty?y}${empty:z}", "z"},
		{"${none?y}${none:z}", "z"},
		{"${ x ? {y} : {z} }", "y"},
		{"${none?{y}:{$x}}", "X"},
		{"${x?a:b}", "a:b"},
		{"${{$x} == {X} ? {same} : {other}}", "same"},
		{"${{$x} != {X} ? {other}}", ""},
		{"${{9} < {10} ? {number} : {text}}", "number"},
		{"${{9a} < {10} ? {number} : {text}}", "text"},
		{"${{3.10} <level {3.6} ? {less} : {more}}", "more"},
		{"${{3} ==level {3.0.0} ? {same} : {other}}", "same"},
		{"${{a} == {a}}", "true"},
		{"${x?${none:deep}}", "deep"},
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_null(expanded(rows[i].text, &text));
		assert_string_equal(text_string(&text), rows[i].expected);
	}
}

static void expansions_that_fail(void **state)
{
	static const char *const rows[] = {"${x", "$", "$ x", "${x y}", "${{a} = {b}}",
		"${{a} ==other {b}}", "${{a} == b}", "${{a", "${{1.x} <level {2}}", "${x?{a}b}",
		"${x?{a}:{b}c}", "$loop", "$many", "${}"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (expanded(rows[i], &text) == NULL)
			fail_msg("%s expands to '%s'", rows[i], text_string(&text));
}

static void faults_are_doubts(void **state)
{
	struct answer answer;

	(void)state;
	put_main("a = 1\nb = $a ${x\n");
	answer = string_of("cw:postfix('b')");
	assert_int_equal(answer.verdict, VERDICT_UNKNOWN);
	assert_int_equal(answer.doubt, DOUBT_UNREAD);
	assert_string_equal(answer.path, "/etc/postfix/main.cf");
	assert_int_equal(answer.line, 2);
	says("cw:postfix('a')", "1");
}

static void services(void **state)
{
	(void)state;
	put_main("default_process_limit = 7\nmyhostname = a.b\n");
	put_master("smtp inet n - - - - smtpd\nsubmission inet n - n 60? 2 smtpd -v\n"
		   "  -o { myhostname = c.$mydomain }\n  -o syslog_name=$myhostname\n"
		   "submission inet n - y - - smtpd -o a=b\n");
	says("concat(cw:postfix-service('smtp/inet')/@chroot, "
	     "cw:postfix-service('smtp/inet')/@unpriv, cw:postfix-service('smtp/inet')/@maxproc)",
		"yy7");
	says("cw:postfix-service('smtp/inet')/@program", "/usr/lib/postfix/sbin/smtpd");
	says("string(count(cw:postfix-service('smtp/unix') | cw:postfix-service('x')))", "0");
	says("cw:postfix-service('submission/inet')/@line", "5");
	says("cw:postfix-service('submission/inet')/option/@value", "b");
}

static void options_come_before(void **state)
{
	(void)state;
	put_main("compatibility_level = 2\nmyhostname = a.b\n");
	put_master("smtp inet n - - - - smtpd\n  -o { x = 1 $myhostname }\n -o myhostname=c.d\n");
	says("cw:postfix-service('smtp/inet')/@chroot", "n");
	says("cw:postfix-service('smtp/inet')/option[@name='x']/@value", "1 c.d");
	says("cw:postfix-service('smtp/inet')/option[@name='x']/@line", "2");
	says("cw:postfix('x')", "");
}

static void put_file(const char *path, const char *text, time_t seconds)
{
	const struct timespec times[2] = {{seconds, 0}, {seconds, 0}};

	temporary_text(&directory.root, path, text);
	assert_int_equal(utimensat(directory.root.fd, path, times, 0), 0);
}

/* Every table of a view as "parameter type name state line", one on each line. */
static void maps_are(const char *name, const char *expected)
{
	TEXT_CLEANUP struct text expression = TEXT_INIT;

	text_format(&expression,
		"concat(cw:postfix-maps()/map[@name='%s']/@parameter, ' ', "
		"cw:postfix-maps()/map[@name='%s']/@type, ' ', "
		"cw:postfix-maps()/map[@name='%s']/@state, ' ', "
		"cw:postfix-maps()/map[@name='%s']/@line)",
		name, name, name, name);
	says(text_string(&expression), expected);
}

static void tables(void **state)
{
	(void)state;
	put_main(
		"alias_maps = hash:/etc/aliases\n"
		"virtual_alias_maps =\n texthash:/etc/postfix/virtual,\n"
		" proxy:pcre:/etc/postfix/none.pcre\n"
		"transport_maps = strange:/x, lmdb:/etc/postfix/a, hash:/etc/postfix/c\n"
		"smtpd_sender_restrictions = check_sender_access other:/y, permit,\n"
		"  reject_rbl_client a.b, check_client_access pipemap:{hash:/etc/postfix/b,static:x}\n"
		"smtpd_milters = unix:/run/x, inet:localhost:1\n"
		"d = hash:/etc/postfix/old\nd = \n");
	put_master("smtp inet n - - - - smtpd -o smtpd_client_restrictions=cidr:/etc/postfix/e\n");
	put_file("etc/aliases", "a: b\n", 1000);
	put_file("etc/aliases.db", "", 999);
	put_file("etc/postfix/virtual", "", 1000);
	put_file("etc/postfix/a", "", 1000);
	put_file("etc/postfix/b", "", 1000);
	put_file("etc/postfix/b.db", "", 1000);
	put_file("etc/postfix/c.db", "", 1000);
	maps_are("/etc/aliases", "alias_maps hash stale 1");
	maps_are("/etc/postfix/virtual", "virtual_alias_maps texthash ok 3");
	maps_are("/etc/postfix/none.pcre", "virtual_alias_maps pcre missing 4");
	maps_are("/x", "transport_maps strange unknown-type 5");
	maps_are("/etc/postfix/a", "transport_maps lmdb uncompiled 5");
	maps_are("/etc/postfix/c", "transport_maps hash ok 5");
	maps_are("/y", "smtpd_sender_restrictions other unknown-type 6");
	maps_are("/etc/postfix/b", "smtpd_sender_restrictions hash ok 7");
	maps_are("/etc/postfix/e", "smtpd_client_restrictions cidr missing 1");
	says("cw:postfix-maps()/map[@name='/etc/postfix/e']/@file", "/etc/postfix/master.cf");
	says("cw:postfix-maps()/map[@proxied]/@name", "/etc/postfix/none.pcre");
	says("string(count(cw:postfix-maps()/map))", "11");
}

/* What an installed Postfix has no library for. */
static void types_of_tables(void **state)
{
	(void)state;
	put_main("transport_maps = hash:/a, pcre:/b, lmdb:/c, cidr:/d, mysql:/e\n"
		 "daemon_directory = /etc\nshlib_directory = /etc/postfix\n");
	put_file("etc/master", "", 1);
	put_file("etc/postfix/dynamicmaps.cf",
		"# types\npcre pcre.so dict_pcre_open\nlmdb lmdb.so x\n", 1);
	put_file("etc/postfix/pcre.so", "", 1);
	maps_are("/a", "transport_maps hash unknown-type 1");
	maps_are("/b", "transport_maps pcre missing 1");
	maps_are("/c", "transport_maps lmdb unknown-type 1");
	maps_are("/d", "transport_maps cidr missing 1");
	maps_are("/e", "transport_maps mysql missing 1");
}

static void programs(void **state)
{
	(void)state;
	put_main("daemon_directory = /etc\nmailbox_command = /etc/nothing -a $USER\n");
	put_master("smtp inet n - - - - smtpd\nx unix - n n - - pipe\n"
		   "  flags=R argv=/etc/deliver -d\n");
	put_file("etc/smtpd", "", 1);
	put_file("etc/deliver", "", 1);
	says("cw:postfix-programs()/program[@by='smtp']/@state", "ok");
	says("cw:postfix-programs()/program[@path='/etc/pipe']/@state", "missing");
	says("cw:postfix-programs()/program[@path='/etc/deliver']/@line", "3");
	says("cw:postfix-programs()/program[@path='/etc/deliver']/@state", "ok");
	says("cw:postfix-programs()/program[@by='mailbox_command']/@path", "/etc/nothing");
	says("cw:postfix-programs()/program[@by='mailbox_command']/@state", "missing");
	says("cw:postfix-programs()/program[@by='mailbox_command']/@file", "/etc/postfix/main.cf");
}

static void transports(void **state)
{
	(void)state;
	put_main("content_filter = amavis:[127.0.0.1]:10024\n"
		 "transport_maps = hash:/etc/postfix/transport\n");
	put_master("smtp inet n - - - - smtpd\n"
		   "  -o content_filter=other:x\nsubmission inet n - - - - smtpd\n");
	put_file("etc/postfix/transport", "a.b uucp:host\nc.d :only\n", 1);
	says("cw:postfix-transports()/transport[@name='amavis']/@nexthop", "[127.0.0.1]:10024");
	says("cw:postfix-transports()/transport[@name='amavis']/@line", "1");
	says("cw:postfix-transports()/transport[@name='other']/@file", "/etc/postfix/master.cf");
	says("cw:postfix-transports()/transport[@name='uucp']/@file", "/etc/postfix/transport");
	says("cw:postfix-transports()/transport[@parameter='relay_transport']/@name", "relay");
	says("string(count(cw:postfix-transports()/transport))", "7");
}

/* Its type says how a table is read, whatever it is called; cw:file() knows no more than before. */
static void tables_of_any_name(void **state)
{
	struct answer answer;

	(void)state;
	put_main("transport_maps = hash:/etc/postfix/routes\n");
	put_file("etc/postfix/routes", "a.b uucp:host\n", 1);
	says("cw:postfix-transports()/transport[@name='uucp']/@nexthop", "host");
	says("cw:postfix-transports()/transport[@name='uucp']/@line", "1");
	answer = string_of("cw:file('/etc/postfix/routes')");
	assert_int_equal(answer.doubt, DOUBT_NO_FORMAT);
}

static void restrictions(void **state)
{
	(void)state;
	put_main("compatibility_level = 2\n"
		 "smtpd_restriction_classes = strict\nstrict = reject_unknown_sender_domain\n"
		 "smtpd_recipient_restrictions = permit_mynetworks,\n"
		 "  strict\n  check_policy_service { unix:x, timeout=1 }\n");
	put_master("smtp inet n - - - - smtpd\nsub inet n - - - - smtpd\n"
		   " -o smtpd_relay_restrictions=reject\n");
#define LIST(service, name) "cw:postfix-restrictions('" service "')/list[@name='" name "']"
	says(LIST("", "smtpd_relay_restrictions") "/restriction[last()]/@name",
		"defer_unauth_destination");
	says(LIST("sub/inet", "smtpd_relay_restrictions") "/restriction[last()]/@name", "reject");
	says(LIST("sub/inet", "smtpd_relay_restrictions") "/restriction/@file",
		"/etc/postfix/master.cf");
	says(LIST("smtp/inet", "smtpd_recipient_restrictions") "/restriction[2]/@class", "strict");
	says(LIST("smtp/inet", "smtpd_recipient_restrictions") "/restriction[2]/@line", "3");
	says(LIST("smtp/inet", "smtpd_recipient_restrictions") "/restriction[3]/@argument",
		"{ unix:x, timeout=1 }");
	says(LIST("smtp/inet", "smtpd_recipient_restrictions") "/restriction[3]/@line", "6");
	says("string(count(cw:postfix-restrictions('no/inet')/list))", "0");
}

static void domains(void **state)
{
	(void)state;
	put_main("alias_maps = hash:/etc/aliases\n"
		 "virtual_alias_domains = a.example b.example c.example\n"
		 "virtual_alias_maps = hash:/etc/postfix/virtual\n"
		 "virtual_mailbox_domains = texthash:/etc/postfix/virtual_mailboxes\n");
	put_file("etc/aliases", "Postmaster: root\n", 1);
	put_file("etc/passwd", "root:x:0:0::/root:/bin/sh\n", 1);
	put_file("etc/postfix/virtual", "postmaster@A.example x\n@b.example y\nabuse@a.example z\n",
		1);
	put_file("etc/postfix/virtual_mailboxes", "d.example OK\n", 1);
	says("cw:postfix-domains()/local/@postmaster", "yes");
	says("cw:postfix-domains()/local/@abuse", "no");
	says("cw:postfix-domains()/domain[@name='a.example']/@postmaster", "yes");
	says("cw:postfix-domains()/domain[@name='b.example']/@abuse", "yes");
	says("cw:postfix-domains()/domain[@name='c.example']/@postmaster", "no");
	says("cw:postfix-domains()/domain[@name='c.example']/@line", "2");
	says("cw:postfix-domains()/domain[@name='d.example']/@file",
		"/etc/postfix/virtual_mailboxes");
}

/* A table that nobody can read: neither yes nor no. */
static void domains_in_doubt(void **state)
{
	(void)state;
	put_main("virtual_alias_domains = a.example\nalias_maps = hash:/etc/aliases\n"
		 "virtual_alias_maps = ldap:/etc/postfix/x, pcre:/etc/postfix/y.pcre\n"
		 "mailbox_transport = lmtp:unix:x\n");
	put_file("etc/passwd", "", 1);
	put_file("etc/aliases", "", 1);
	says("cw:postfix-domains()/domain/@postmaster", "unknown");
	says("cw:postfix-domains()/local/@postmaster", "unknown");
}

/* What a view rests on is in doubt for each question, not only for the one that had it made. */
static void views_are_in_doubt_each_time(void **state)
{
	static const struct {
		const char *view;
		const char *path;
		uint32_t line;
	} rows[] = {
		{"cw:saslauthd()", "/etc/sysconfig/saslauthd", 0},
		{"cw:postfix-restrictions('')", "/etc/postfix/main.cf", 1},
		{"cw:postfix-domains()", "/etc/postfix/main.cf", 2},
		{"cw:postfix-programs()", "/etc/postfix/main.cf", 3},
		{"cw:postfix-transports()", "/etc/postfix/main.cf", 4},
		{"cw:smtp-auth()", "/etc/postfix/main.cf", 5},
		{"cw:mail-services()", "/etc/postfix/main.cf", 5},
		{"cw:postfix-maps()", "/etc/postfix/main.cf", 1},
		{"cw:postfix-service('smtp/inet')", "/etc/postfix/master.cf", 2},
	};
	char expression[64];

	(void)state;
	put_main("smtpd_client_restrictions = ${x\nvirtual_alias_domains = ${x\n"
		 "debugger_command = ${x\ncontent_filter = ${x\nsmtpd_sasl_path = ${x\n"
		 "smtpd_sasl_auth_enable = yes\n");
	put_master("smtp inet n - - - - smtpd\n -o x=${x\n");
	directory_put(&directory, "etc/sysconfig/saslauthd/file", "");
	for (size_t i = 0; i < 2 * (sizeof rows / sizeof rows[0]); i++) {
		struct answer answer;

		(void)snprintf(expression, sizeof expression, "name(%s)", rows[i / 2].view);
		answer = string_of(expression);
		if (answer.verdict != VERDICT_UNKNOWN ||
			strcmp(answer.path, rows[i / 2].path) != 0 ||
			answer.line != rows[i / 2].line)
			fail_msg("%s: %s, %s:%u", expression, verdict_name(answer.verdict),
				answer.path, (unsigned)answer.line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_and_defaults),
		TEST(levels_of_compatibility),
		cmocka_unit_test(defaults_of_versions),
		cmocka_unit_test(expansions),
		cmocka_unit_test(expansions_that_fail),
		TEST(faults_are_doubts),
		TEST(services),
		TEST(options_come_before),
		TEST(tables),
		TEST(types_of_tables),
		TEST(programs),
		TEST(transports),
		TEST(tables_of_any_name),
		TEST(restrictions),
		TEST(domains),
		TEST(domains_in_doubt),
		TEST(views_are_in_doubt_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
