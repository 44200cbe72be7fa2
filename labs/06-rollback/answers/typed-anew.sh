# The manifest of then, to the letter, as from version control: Kubernetes finds the ReplicaSet by itself. With the reason in
# words of one's own, in Chinese, and a third pod for tonight.
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: menu
  annotations:
    kubernetes.io/change-cause: 主厨认可的春季菜单：竹笋
spec:
  replicas: 3
  selector:
    matchLabels: {app: menu}
  template:
    metadata:
      labels: {app: menu}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: $(k get deployment menu -o jsonpath='{.spec.template.spec.containers[0].command}')
        env:
        - {name: MENU, value: "spring menu: bamboo shoots"}
        - {name: PORT, value: "8080"}
        - {name: FOLDER, value: /www}
        - {name: TABLES, value: "24"}
EOF
k rollout status deployment/menu --timeout=120s
