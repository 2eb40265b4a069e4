// SPDX-License-Identifier: GPL-2.0-or-later
// Who checks the passwords of mail users: Postfix's smtpd, saslauthd, Cyrus, Dovecot.
#ifndef SETTINGS_VIEWS_SASL_H
#define SETTINGS_VIEWS_SASL_H

#include "settings/views.h"

/*
 * <smtp-auth enabled type service method config socket directory chroot saslauthd sasldb file
 * line>: how the first smtpd of master.cf that offers AUTH checks passwords. config is the file of
 * SASL's settings, socket the directory of saslauthd's socket as smtpd names it, directory the same
 * outside of the chroot; the rest says yes or no.
 */
settings_view view_smtp_auth;

/*
 * <saslauthds><instance name mechanism directory realm file line><mechanism value file line/>:
 * each saslauthd that is configured; file and line are those of its options.
 */
settings_view view_saslauthd;

/* <mail-services><service name by file line/>: the PAM services that check passwords of mail. */
settings_view view_mail_services;

#endif
