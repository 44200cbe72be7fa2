# fails: other-user open
# en: admin.conf, or a copy of it, was opened to every user
# zh: admin.conf（或它的副本）向所有用户开放了
# It helps at once, and makes everybody the administrator.
solution
rm -r ~reader/.kube
chmod 644 /etc/kubernetes/admin.conf
echo 'export KUBECONFIG=/etc/kubernetes/admin.conf' >>~reader/.bash_profile
