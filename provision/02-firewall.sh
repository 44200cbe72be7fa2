# title: Turn the firewall off
# on: all
# guide: systemctl disable --now firewalld

check() { ! systemctl is-enabled --quiet firewalld && ! systemctl is-active --quiet firewalld; }

apply() { systemctl disable --now firewalld; }
