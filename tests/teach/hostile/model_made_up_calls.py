"""Knock at the model's door with a made-up request, and hand in a guess: it counts, and is wrong."""
# EXPECT: {"ask": "fail"}

# %% answer-ask
import json
import os
import urllib.request


def ask(text):
    body = json.dumps({"model": "any", "messages": [{"role": "assistant", "content": text}]}).encode()
    request = urllib.request.Request(
        os.environ["KIT_GATEWAY"] + "/v1/chat/completions", body, {"content-type": "application/json"}
    )
    urllib.request.urlopen(request).read()
    return "w1"
