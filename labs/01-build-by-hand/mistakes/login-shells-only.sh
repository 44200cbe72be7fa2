# fails: kubectl noConfig
# en: root's kubectl has a config in some shells only
# zh: root 的 kubectl 只在一部分 shell 中有配置
# An export in the file that only login shells read, instead of the copy that the guide makes: the next `bash` knows nothing of it.
cp() { export KUBECONFIG=$1; }
chown() { :; }
solution
echo 'export KUBECONFIG=/etc/kubernetes/admin.conf' >>/root/.bash_profile
