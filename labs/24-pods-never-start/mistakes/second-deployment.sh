# fails: running copy
# en: a second Deployment does the work, and the declared one was not mended
# zh: 干活的是第二个 Deployment，原来声明的那个没有修好
# A copy under another name, with the right image. Its pods answer for the Service, and the declared Deployment still has none.
k get deployment greeter -o yaml |
  sed -E -e '/^  (uid|resourceVersion):/d' -e 's/^  name: greeter$/  name: greeter-2/' -e "s|^( *)image: .*|\1image: $IMAGE_BUSYBOX|" |
  k create -f -
k rollout status deployment/greeter-2 --timeout=120s
