# title: Install the pod network
# on: control-plane
# provides: control-plane-ready
# guide: kubectl apply -f https://raw.githubusercontent.com/coreos/flannel/master/Documentation/kube-flannel.yml
# otherwise: the address cannot be reached everywhere, and what master's manifest is today does not fit Kubernetes 1.20; the same objects for flannel 0.14 are here, with this lab's pod network

# flannel gets the node's address instead of an interface name: the lab's network is eth1 in one kind of machine and
# eth0 in another. `status.hostIP` is what the kubelet was told with --node-ip.
manifest() {
  cat <<EOF
apiVersion: policy/v1beta1
kind: PodSecurityPolicy
metadata:
  name: psp.flannel.unprivileged
  annotations:
    seccomp.security.alpha.kubernetes.io/allowedProfileNames: docker/default
    seccomp.security.alpha.kubernetes.io/defaultProfileName: docker/default
spec:
  privileged: false
  volumes: [configMap, secret, emptyDir, hostPath]
  allowedHostPaths:
  - pathPrefix: /etc/cni/net.d
  - pathPrefix: /etc/kube-flannel
  - pathPrefix: /run/flannel
  readOnlyRootFilesystem: false
  runAsUser: {rule: RunAsAny}
  supplementalGroups: {rule: RunAsAny}
  fsGroup: {rule: RunAsAny}
  seLinux: {rule: RunAsAny}
  allowPrivilegeEscalation: false
  defaultAllowPrivilegeEscalation: false
  allowedCapabilities: [NET_ADMIN, NET_RAW]
  hostNetwork: true
  hostPorts:
  - {min: 0, max: 65535}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flannel
rules:
- apiGroups: [extensions, policy]
  resources: [podsecuritypolicies]
  verbs: [use]
  resourceNames: [psp.flannel.unprivileged]
- apiGroups: [""]
  resources: [pods]
  verbs: [get]
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [nodes/status]
  verbs: [patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: flannel
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: flannel
subjects:
- kind: ServiceAccount
  name: flannel
  namespace: kube-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: flannel
  namespace: kube-system
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: kube-flannel-cfg
  namespace: kube-system
  labels: {tier: node, app: flannel}
data:
  cni-conf.json: |
    {
      "name": "cbr0",
      "cniVersion": "0.3.1",
      "plugins": [
        {"type": "flannel", "delegate": {"hairpinMode": true, "isDefaultGateway": true}},
        {"type": "portmap", "capabilities": {"portMappings": true}}
      ]
    }
  net-conf.json: |
    {"Network": "$POD_CIDR", "Backend": {"Type": "vxlan"}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: kube-flannel-ds
  namespace: kube-system
  labels: {tier: node, app: flannel}
spec:
  selector:
    matchLabels: {app: flannel}
  template:
    metadata:
      labels: {tier: node, app: flannel}
    spec:
      nodeSelector: {kubernetes.io/os: linux}
      hostNetwork: true
      priorityClassName: system-node-critical
      tolerations:
      - {operator: Exists, effect: NoSchedule}
      - {operator: Exists, effect: NoExecute}
      serviceAccountName: flannel
      initContainers:
      - name: install-cni
        image: $FLANNEL_IMAGE
        command: [cp]
        args: [-f, /etc/kube-flannel/cni-conf.json, /etc/cni/net.d/10-flannel.conflist]
        volumeMounts:
        - {name: cni, mountPath: /etc/cni/net.d}
        - {name: flannel-cfg, mountPath: /etc/kube-flannel/}
      containers:
      - name: kube-flannel
        image: $FLANNEL_IMAGE
        command: [/opt/bin/flanneld]
        args: [--ip-masq, --kube-subnet-mgr, --iface=\$(HOST_IP)]
        resources:
          requests: {cpu: 100m, memory: 50Mi}
          limits: {cpu: 100m, memory: 50Mi}
        securityContext:
          privileged: false
          capabilities: {add: [NET_ADMIN, NET_RAW]}
        env:
        # The API by its own address: the Service's works only once kube-proxy does, and flannel would end after 30 seconds.
        - {name: KUBERNETES_SERVICE_HOST, value: "$CONTROL_PLANE_IP"}
        - {name: KUBERNETES_SERVICE_PORT, value: "6443"}
        - name: HOST_IP
          valueFrom: {fieldRef: {fieldPath: status.hostIP}}
        - name: POD_NAME
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        - name: POD_NAMESPACE
          valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
        volumeMounts:
        - {name: run, mountPath: /run/flannel}
        - {name: flannel-cfg, mountPath: /etc/kube-flannel/}
      volumes:
      - name: run
        hostPath: {path: /run/flannel}
      - name: cni
        hostPath: {path: /etc/cni/net.d, type: DirectoryOrCreate}
      - name: flannel-cfg
        configMap: {name: kube-flannel-cfg}
EOF
}

installed() {
  kube -n kube-system get configmap/kube-flannel-cfg daemonset/kube-flannel-ds \
    -o jsonpath='{.items[0].data.net-conf\.json} {.items[1].spec.template.spec.containers[0].image}'
}

check() {
  local have
  have=$(installed) || return
  [[ $have == *"\"Network\": \"$POD_CIDR\""*" $FLANNEL_IMAGE" ]] ||
    no "flannel: want Network $POD_CIDR and $FLANNEL_IMAGE, have $(paste -s -d ' ' <<<"$have")"
}

apply() {
  manifest | kube apply -f -
}
