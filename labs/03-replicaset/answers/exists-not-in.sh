# Unlike the solution: another set that selects the same, a template of its own with a program beside, the RCs orphaned by the API.
for rc in web-prod web-staging; do
  kubectl delete --raw "/api/v1/namespaces/$NAMESPACE/replicationcontrollers/$rc?propagationPolicy=Orphan" >/dev/null
done
gone() { [ -z "$(k get replicationcontrollers -o name)" ]; }
wait_until 90 gone
k create -f - <<MANIFEST
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchExpressions:
    - {key: app, operator: In, values: [web]}
    - {key: env, operator: Exists}
    - {key: env, operator: NotIn, values: [canary]}
  template:
    metadata:
      labels: {app: web, env: staging, made: later}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: aside, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sleep, 1d]}
      - name: httpd
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c]
        args:
        - |
          mkdir -p /srv
          echo "web: a page from \$(hostname)" > /srv/index.html
          httpd -p 8080 -h /srv
          exec sleep 1000000
MANIFEST
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
k delete pod web-demo
wait_until 90 complete
