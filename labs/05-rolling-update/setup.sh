# Version 1 of a program that makes updates hard, a Service in front of it, and a client that asks and counts.

# What both run. The program needs two seconds until it listens, takes a third of a second for an answer, and ends at once
# when it is told to. The client's eight askers tell every answer to a clerk, who writes a line every second.
k apply -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata:
  name: program
data:
  web: |
    trap exit TERM
    sleep 2 &
    wait
    httpd -f -p 8080 -h /program &
    wait
  index.cgi: |
    #!/bin/sh
    sleep 0.3
    printf 'Content-Type: text/plain\r\n\r\n'
    echo "web version $VERSION from $HOSTNAME"
  client: |
    ask() {
      while :; do
        asked=$(date +%s)
        said=$(wget -q -O - -T 5 "http://$WEB/" 2>&1)
        case $said in
          "web version "*) echo "$said" ;;
          *"can't connect"*) echo lost refused "$asked"; sleep 0.2 ;;
          *"timed out"*) echo lost silent "$asked" ;;
          *) echo lost cut "$asked"; sleep 0.2 ;;
        esac
      done
    }
    until wget -q -O /dev/null -T 5 "http://$WEB/"; do sleep 0.2; done
    sleep 1 # for the other pods
    {
      for asker in 1 2 3 4 5 6 7 8; do ask & done
      while sleep 1; do echo second; done
    } | awk -f /program/clerk
  clerk: |
    # Version 2 starts two seconds before it answers for the first time. A request counts by when it was asked: those
    # without an answer are only given up five seconds later.
    $1 == "web" {
      answers[$3]++
      if ($3 != 1 && !started) {
        started = systime() - 2
        for (i = 1; i <= losses; i++) if (asked[i] >= started) since[kind[i]]++; else before++
      }
    }
    $1 == "lost" {
      if (!started) { losses++; kind[losses] = $2; asked[losses] = $3 }
      else if ($3 >= started) since[$2]++
      else before++
    }
    $1 == "second" {
      printf "%s  version 1: %d  version 2: %d", strftime("%H:%M:%S"), answers[1], answers[2]
      printf "  lost before version 2: %d", started ? before : losses
      printf "  lost since: %d refused, %d cut off, %d unanswered\n", since["refused"], since["cut"], since["silent"]
      fflush()
    }
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
  - {port: 80, targetPort: 8080}
EOF

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  strategy:
    rollingUpdate: {maxSurge: 0, maxUnavailable: 100%}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, /program/web]
        env:
        - {name: VERSION, value: "1"}
        ports:
        - containerPort: 8080
        volumeMounts:
        - {name: program, mountPath: /program}
      volumes:
      - name: program
        configMap:
          name: program
          defaultMode: 0555
          items:
          - {key: web, path: web}
          - {key: index.cgi, path: cgi-bin/index.cgi}
---
# It asks by the Service's address, so that a slow name server is not taken for a lost request.
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: client
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, /program/client]
    env:
    - {name: WEB, value: "$(k get service web -o jsonpath='{.spec.clusterIP}')"}
    volumeMounts:
    - {name: program, mountPath: /program}
  volumes:
  - name: program
    configMap: {name: program}
EOF
counting() { k logs client --tail=1 | grep -q 'version 1: [1-9]'; }
wait_until 60 counting

remember deployment "$(k get deployment web -o jsonpath='{.metadata.uid}')"
remember client "$(k get pod client -o jsonpath='{.metadata.uid}')"
