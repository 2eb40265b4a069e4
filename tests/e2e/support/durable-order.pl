#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# Reads `strace -f -y -e trace=file,desc` of a run and checks the order of writes that a power cut
# needs: content is on disk before the name or ref that makes it visible, and the name's directory
# before the next step relies on it and before the program ends.
# usage: durable-order.pl LOG REGEX...    REGEX: the paths that must be durable
# Prints one line for each violation, then "fsyncs N, names N"; exit 1 when there was a violation.
use strict;
use warnings;

my ($log, @patterns) = @ARGV;
open my $in, '<', $log or die "$log: $!\n";

my (%file, %descriptor, %pending);
my ($syncs, $names, $violations) = (0, 0, 0);

sub matters { my $path = shift; return grep { $path =~ /$_/ } @patterns }

sub violation { print "line $.: @_\n"; $violations++ }

sub parent { my $path = shift; $path =~ s{/[^/]*\z}{}; return $path }

# A name came into being: its bytes must be on disk.
sub visible {
	my ($path, $what) = @_;
	$names++ if matters($path);
	if (matters($path)) {
		violation("$path is visible before its content is on disk")
			if $what && $what->{dirty};
		$pending{parent($path)}{$path} = 1;
	}
	if ($path =~ m{/refs/heads/main\z}) {
		for my $directory (grep { m{/objects} } keys %pending) {
			violation("refs/heads/main moves while $directory is not on disk");
		}
	}
	if ($path =~ m{/\.#confwatch}) {
		violation("$path exists before its note in STATE/litter is on disk")
			if grep { m{/litter} && $file{$_}{dirty} } keys %file;
	}
	$file{$path} = $what if $what;
}

# What descriptor number stands for, by the path that strace prints beside it.
sub described {
	my ($number, $path) = @_;
	my $key = $descriptor{$number};
	return $file{$path} if $file{$path};
	return $file{$key} if defined $key && $file{$key};
	$descriptor{$number} = $path;
	return $file{$path} = {dirty => 0};
}

my $fd = qr{(\d+)<(.*?)>(?:\(deleted\))?};
my $at = qr{(?:AT_FDCWD|\d+)<(.*?)>};

while (<$in>) {
	s/^\[?(?:pid\s+)?\d*\]?\s*//;
	next if /= -1 E/ || /= \?/;
	if (/^(?:openat2?|open|creat)\(.*= $fd$/) {
		my ($number, $path) = ($1, $2);
		delete $descriptor{$number};
		if (/O_CREAT|O_TMPFILE|^creat/) {
			$file{$path} = {dirty => 0} if /O_EXCL|O_TMPFILE/ || !$file{$path};
			$descriptor{$number} = $path;
			visible($path, $file{$path}) if /O_CREAT/ && /O_EXCL/ && $path !~ /tmp|lock/;
		}
	} elsif (/^(?:write|pwrite64|writev|ftruncate|copy_file_range|fallocate)\($fd/) {
		described($1, $2)->{dirty} = 1;
	} elsif (/^f(?:data)?sync\($fd/) {
		$syncs++;
		described($1, $2)->{dirty} = 0;
		delete $pending{$2};
	} elsif (/^syncfs\(/) {
		$syncs++;
		$_->{dirty} = 0 for values %file;
		%pending = ();
	} elsif (/^linkat\($fd, "", $at, "(.*?)"/) {
		visible("$3/$4", described($1, $2));
	} elsif (m{^linkat\($at, "/proc/self/fd/(\d+)", $at, "(.*?)"}) {
		my $key = $descriptor{$2};
		visible("$3/$4", defined $key ? $file{$key} : undef);
	} elsif (/^(?:linkat|renameat2?)\($at, "(.*?)", $at, "(.*?)"(.*)/) {
		my ($from, $to, $flags) = ("$1/$2", "$3/$4", $5);
		my $other = $file{$to};
		visible($to, $file{$from});
		$file{$from} = $other if $flags =~ /EXCHANGE/;
	} elsif (/^(?:rename|link)\("(.*?)", "(.*?)"/) {
		visible($2, $file{$1});
	} elsif (/^(?:mkdirat|symlinkat|mknodat)\(.*?$at, "(.*?)"/) {
		visible("$1/$2", undef) unless "$1/$2" =~ /tmp/;
	} elsif (/^mkdir\("(.*?)"/) {
		visible($1, undef) unless $1 =~ /tmp/;
	}
}
for my $directory (sort keys %pending) {
	violation("$directory was not synced after it got " . join(' ', sort keys %{$pending{$directory}}));
}
print "fsyncs $syncs, names $names\n";
exit($violations ? 1 : 0);
