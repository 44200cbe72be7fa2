# fails: running half
# en: one of the containers was mended, and another of the same pod was forgotten
# zh: 只改好了一个容器，同一个 Pod 里的另一个被忘了
# The image of the container that everybody looks at is right now; the one that runs before it still cannot be pulled.
k set image deployment/greeter web="$IMAGE_BUSYBOX"
