# fails: other-user notTheirs
# en: the copy of admin.conf belongs to root, not to its user
# zh: admin.conf 的副本归 root 所有，而不归使用者
# The guide's cp without its chown.
solution
chown -R root:root ~reader/.kube
chmod 755 ~reader/.kube
