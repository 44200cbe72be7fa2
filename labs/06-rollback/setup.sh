# A restaurant's menu with five revisions in its history, of which the last two are broken.

# Without pods for now: a revision is a ReplicaSet, be it of none, and so the year goes by quickly.
revision() {
  local reason=$1 menu=$2 port=$3 folder=$4 tables=$5
  k apply -f - <<MANIFEST
apiVersion: apps/v1
kind: Deployment
metadata:
  name: menu
  annotations:
    kubernetes.io/change-cause: $reason
spec:
  replicas: 0
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
        command: [sh, -c, 'mkdir /www && echo "\$MENU" > /www/index.html && exec httpd -f -p "\$PORT" -h "\$FOLDER"']
        env:
        - {name: MENU, value: "$menu"}
        - {name: PORT, value: "$port"}
        - {name: FOLDER, value: $folder}
        - {name: TABLES, value: "$tables"}
MANIFEST
  k rollout status deployment/menu --timeout=60s
}

revision '1.0 opening'                            'opening menu: noodles'      8080 /www  12
revision '1.1 winter menu'                        'winter menu: hot pot'       8080 /www  20
revision '1.2 spring menu, approved by the chef'  'spring menu: bamboo shoots' 8080 /www  24
revision '1.3 summer menu'                        'summer menu: cold noodles'  80   /www  24
revision '1.3.1 summer menu, repaired'            'summer menu: cold noodles'  8080 /menu 30

k scale deployment menu --replicas=2
k apply -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: menu
spec:
  selector: {app: menu}
  ports:
  - {port: 80, targetPort: 8080}
MANIFEST
probe_pod

remember deployment "$(k get deployment menu -o jsonpath='{.metadata.uid}')"
remember history "$(k get replicasets --selector=app=menu -o jsonpath='{.items[*].metadata.uid}')"
of_revision() {
  k get replicasets --selector=app=menu \
    -o jsonpath="{.items[?(@.metadata.annotations.deployment\.kubernetes\.io/revision==\"$1\")].metadata.uid}"
}
remember approved "$(of_revision 3)"
remember before "$(of_revision 4)"
