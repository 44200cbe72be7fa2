#!/bin/bash
# Runs once, as root inside the new root file system, when the box is built: turns a Debian into the stand-in for an EL8.
# The files of rootfs/ are in place; the rpms that a CentOS 8 machine comes with lie in /rpms.
set -euo pipefail

# --- the face of an EL8 -------------------------------------------------------------------------------------------------
rpm --install /rpms/*.rpm
rm -r /rpms
ln -s dnf /usr/bin/yum
ln -s /usr/bin/python3 /usr/libexec/platform-python
ln -sf ../locale.conf /etc/default/locale

# As every Vagrant box: the password is the name, and the key is the one that Vagrant replaces at the first `up`.
useradd --shell /bin/bash vagrant
cp -rT /etc/skel /home/vagrant
chown -R vagrant:vagrant /home/vagrant
chmod 0700 /home/vagrant /home/vagrant/.ssh
chmod 0600 /home/vagrant/.ssh/authorized_keys
printf '%s\n' root:vagrant vagrant:vagrant | chpasswd
cp -rT /etc/skel /root

# --- what starts --------------------------------------------------------------------------------------------------------
systemctl set-default multi-user.target
systemctl enable firewalld.service ssh.service boot-id.service network.service sshd-keygen.service cgroup-v1.service
# These work on the kernel of the machine below or wait for hardware that a container does not have.
systemctl mask systemd-binfmt.service proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount \
  sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount dev-hugepages.mount \
  systemd-journald-audit.socket systemd-pstore.service systemd-random-seed.service systemd-remount-fs.service \
  systemd-hwdb-update.service systemd-udevd.service systemd-udev-trigger.service \
  console-getty.service getty@.service getty-static.service getty.target \
  e2scrub_all.timer e2scrub_reap.service fstrim.timer \
  selinux-autorelabel.service selinux-autorelabel-mark.service
# /proc/sys is partly the machine's own: a file of these would set it for everybody at each boot.
find /usr/lib/sysctl.d /etc/sysctl.d -type f -delete
: > /etc/sysctl.conf
# A login would wait for logind and a user manager of its own.
pam-auth-update --package --remove systemd
# Locales of clients are not here, and bash would complain at every login.
sed -i '/^AcceptEnv/d' /etc/ssh/sshd_config

# --- what each machine makes for itself at its first boot -----------------------------------------------------------------
rm -f /etc/ssh/ssh_host_* /etc/hostname /etc/resolv.conf
: > /etc/machine-id
rm -f /var/lib/dbus/machine-id
ln -s /etc/machine-id /var/lib/dbus/machine-id

# --- what only costs time to unpack ---------------------------------------------------------------------------------------
# Debian's own package manager, which would answer where a guide expects none, and Perl, which only building packages needs.
rm -f /etc/apt/apt.conf.d/* /etc/cron*/apt* /etc/cron*/dpkg
dpkg --purge --force-depends --force-remove-essential apt libapt-pkg6.0 debian-archive-keyring perl perl-modules-5.36 libperl5.36 gnupg-l10n
rm -rf /var/cache/apt /var/lib/apt /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/log/*.log /var/log/apt
rm -rf /usr/share/{doc,info,lintian,linda,locale,man,bug,pixmaps,icons,applications}/*
rm -rf /tmp/* /var/tmp/*
