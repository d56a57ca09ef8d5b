"""A server of one's own answers in the model's place."""
# EXPECT: {"ask": "fail"}

# %% answer-ask
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        message = {"role": "assistant", "content": "w1"}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": "any", "choices": [choice]}
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["KIT_GATEWAY"] = f"http://127.0.0.1:{server.server_port}"
own = OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="x")


def ask(text):
    reply = own.chat.completions.create(model="any", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content
