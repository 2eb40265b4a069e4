// SPDX-License-Identifier: GPL-2.0-or-later
// Where Amavis and policyd-weight listen, and where Postfix hands mail to.
#include "settings_asked.h"

static const struct directory_format formats[] = {
	{"*/main.cf", "postfix-main"},
	{"*/master.cf", "postfix-master"},
	{"*/default/*", "shell"},
	{0},
};

static const struct directory_package packages[] = {{"postfix", "3.7.11-0+deb12u1"}, {0}};

static int set_up(void **state)
{
	(void)state;
	begin_to_ask(formats, packages);
	return 0;
}

static void doubts(const char *expression)
{
	struct answer answer = string_of(expression);

	if (answer.verdict != VERDICT_UNKNOWN)
		fail_msg("%s: '%s', and no doubt", expression, answer.text);
}

static void put_amavis(const char *text)
{
	directory_put(&directory, "etc/amavisd.conf", text);
}

/* Ports and places of sockets and returns, between blanks. */
#define SOCKETS                                                                                    \
	"concat(cw:amavis()/socket[1]/@port, ' ', cw:amavis()/socket[2]/@port, ' ', "              \
	"cw:amavis()/socket[1]/@file, ':', cw:amavis()/socket[1]/@line, ' ', "                     \
	"cw:amavis()/return[1]/@port, ' ', cw:amavis()/return[2]/@port)"

static void amavis_nowhere(void **state)
{
	(void)state;
	says("count(cw:amavis()/*)", "0");
}

static void amavis_one_port(void **state)
{
	(void)state;
	put_amavis("$unix_socketname = \"$MYHOME/amavisd.sock\";\n$inet_socket_port = 10024;\n");
	says(SOCKETS, "10024  /etc/amavisd.conf:2 10025 ");
	says("count(cw:amavis()/return/@line)", "0");
}

static void amavis_many_ports(void **state)
{
	(void)state;
	put_amavis(
		"$unix_socketname = '/run/a';\n$inet_socket_port = [10024, 'inet:127.0.0.1:10026'];\n"
		"$forward_method = 'smtp:[127.0.0.1]:*';\n");
	says("concat(cw:amavis()/socket[1]/@path, ' ', cw:amavis()/socket[2]/@port, ' ', "
	     "cw:amavis()/socket[3]/@port)",
		"/run/a 10024 10026");
	says("concat(cw:amavis()/return[1]/@port, ' ', cw:amavis()/return[2]/@port)",
		"10025 10027");
}

static void amavis_listens(void **state)
{
	(void)state;
	put_amavis(
		"@listen_sockets = ('[::1]:10024', 'unix:/run/a');\n$forward_method = 'smtp:[::1]:10028';\n"
		"$inet_socket_port = undef;\n");
	says("concat(cw:amavis()/socket[1]/@port, cw:amavis()/socket[2]/@path, cw:amavis()/return/@port)",
		"10024/run/a10028");
}

static void amavis_included(void **state)
{
	(void)state;
	directory_put(&directory, "etc/amavis.local",
		"$inet_socket_port = 10030;\nmy $forward_method = 1;\n");
	put_amavis("$inet_socket_port = 10024;\ninclude_config_files('/etc/amavis.local');\n");
	doubts(SOCKETS);
}

/* Debian: the directories one behind the other, names that run-parts takes. */
static void amavis_directories(void **state)
{
	(void)state;
	put_amavis("$inet_socket_port = 1;\n");
	directory_put(&directory, "usr/share/amavis/conf.d/99-last", "$inet_socket_port = 2;\n");
	directory_put(&directory, "etc/amavis/conf.d/20-a", "$inet_socket_port = 10024;\n");
	directory_put(&directory, "etc/amavis/conf.d/50-user", "\n$inet_socket_port = 10026;\n");
	directory_put(&directory, "etc/amavis/conf.d/60-x.dpkg-old", "$inet_socket_port = 3;\n");
	says(SOCKETS, "10026  /etc/amavis/conf.d/50-user:2 10025 ");
}

static void amavis_unknown(void **state)
{
	(void)state;
	put_amavis("$inet_socket_port = port();\n");
	doubts(SOCKETS);
}

static void amavis_odd(void **state)
{
	(void)state;
	put_amavis(
		"$inet_socket_port = 'smtp';\n$forward_method = 'pipe:flags=q argv=/usr/sbin/x';\n");
	doubts(SOCKETS);
}

static void amavis_code(void **state)
{
	(void)state;
	put_amavis("$inet_socket_port = 10024;\nif ($x) { $forward_method = 'smtp:[::1]:1' }\n");
	doubts("cw:amavis()/return/@port");
}

#define LISTENER                                                                                       \
	"concat(cw:policyd-weight()/listener/@port, ' ', cw:policyd-weight()/listener/@address, ' ', " \
	"cw:policyd-weight()/listener/@file, ':', cw:policyd-weight()/listener/@line)"

static void policyd_built_in(void **state)
{
	(void)state;
	says(LISTENER, "12525 127.0.0.1 :");
}

static void policyd_configured(void **state)
{
	(void)state;
	directory_put(&directory, "etc/policyd-weight.conf",
		"$BIND_ADDRESS = 'all';\n$TCP_PORT = 12_526;\n$REJECTMSG .= 'x';\n");
	says(LISTENER, "12526 all /etc/policyd-weight.conf:2");
}

static void policyd_other_file(void **state)
{
	(void)state;
	directory_put(&directory, "etc/policyd-weight.conf", "$TCP_PORT = 1;\n");
	directory_put(
		&directory, "etc/other.conf", "$BIND_ADDRESS = 'all';\n$TCP_PORT = 12_526;\n");
	directory_put(
		&directory, "etc/default/policyd-weight", "DAEMON_OPTS='-D -f /etc/other.conf'\n");
	says(LISTENER, "12526 all /etc/other.conf:2");
}

static void policyd_writable(void **state)
{
	char path[PATH_MAX];

	directory_path(&directory, "/etc/policyd-weight.conf", path);
	(void)state;
	directory_put(&directory, "etc/policyd-weight.conf", "$TCP_PORT = 1;\n");
	assert_int_equal(chmod(path, 0646), 0);
	says("cw:policyd-weight()/listener/@port", "12525");
}

static void policyd_unknown(void **state)
{
	(void)state;
	directory_put(&directory, "etc/postfix/policyd-weight.cf", "$TCP_PORT = port();\n");
	doubts(LISTENER);
}

static void put_postfix(const char *main, const char *master)
{
	directory_put(&directory, "etc/postfix/main.cf", main);
	directory_put(&directory, "etc/postfix/master.cf", master);
}

#define FILTER(n)                                                                                  \
	"concat(cw:mail-filters()/filter[" n "]/@kind, ' ', cw:mail-filters()/filter[" n           \
	"]/@host, ' ', "                                                                           \
	"cw:mail-filters()/filter[" n "]/@port, ' ', cw:mail-filters()/filter[" n                  \
	"]/@local, ' ', "                                                                          \
	"cw:mail-filters()/filter[" n "]/@service, ' ', cw:mail-filters()/filter[" n "]/@line)"

static void filters(void **state)
{
	(void)state;
	put_postfix(
		"content_filter = amavis:[127.0.0.1]:10024\nsmtpd_proxy_filter = inet:mx.example.org:25\n",
		"smtp inet n - n - - smtpd\n -o content_filter=\n -o smtpd_proxy_filter=:10026\n"
		"lmtp unix - - n - - lmtp\n -o content_filter=lmtp:unix:/run/a\n"
		"pickup unix - - n - - pickup\n -o content_filter=plain\n"
		"465 inet - - n - - smtpd\n -o content_filter=a:inet:[::1]:10024\n");
	says("count(cw:mail-filters()/filter)", "6");
	says(FILTER("1"), "content 127.0.0.1 10024 yes  1");
	says(FILTER("2"), "proxy mx.example.org 25 no  2");
	says(FILTER("3"), "proxy  10026 yes smtp 3");
	says(FILTER("4"), "content    lmtp 5");
	says(FILTER("5"), "content    pickup 7");
	says(FILTER("6"), "content ::1 10024 yes 465 9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(amavis_nowhere),
		TEST(amavis_one_port),
		TEST(amavis_many_ports),
		TEST(amavis_listens),
		TEST(amavis_included),
		TEST(amavis_directories),
		TEST(amavis_unknown),
		TEST(amavis_odd),
		TEST(amavis_code),
		TEST(policyd_built_in),
		TEST(policyd_configured),
		TEST(policyd_other_file),
		TEST(policyd_writable),
		TEST(policyd_unknown),
		TEST(filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
