"""Plays the requests of gym_http_exchanges.tsv to a server and prints what it answers, in the same form.

python record_gym_http.py HOST:PORT < gym_http_exchanges.tsv

Instance ids in the paths are replaced by those that the server gives for the same creations.
"""

import json
import re
import socket
import sys

host, port = sys.argv[1].split(":")
instances = {}


def exchange(method, path, kind, body):
    connection = socket.create_connection((host, int(port)))
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
    if method == "POST":
        head += f"Content-Length: {len(body)}\r\n"
    if kind:
        head += f"Content-Type: {kind}\r\n"
    connection.sendall((head + "\r\n" + body).encode())
    answer = b""
    while part := connection.recv(65536):
        answer += part
    connection.close()
    head, _, text = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    return lines[0].split(" ", 1)[1], headers, text.decode().rstrip("\n")


for line in sys.stdin:
    if line.startswith("#"):
        print(line, end="")
        continue
    case, method, path, kind, body, _, _, _, recorded = line.rstrip("\n").split("\t")
    path = re.sub("[0-9a-f]{8}", lambda id: instances.get(id[0], id[0]), path)
    status, headers, text = exchange(method, path, kind, body)
    if "instance_id" in text and "instance_id" in recorded:
        instances[json.loads(recorded)["instance_id"]] = json.loads(text)["instance_id"]
    title = re.search("<title>(.*?)</title>", text)
    further = next((f"{k}: {headers[k]}" for k in ("Location", "Allow") if k in headers), "")
    answered = headers.get("Content-Type", "").split(";")[0]
    text = "HTML " + title[1] if title else text
    print(case, method, path, kind, body, status, further, answered, text, sep="\t")
