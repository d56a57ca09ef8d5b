"""Answer for the model by patching the SDK's transport: no such call was ever seen by the model."""
# EXPECT: {"ask": "fail"}

# %% answer-ask
import httpx2


def answer(self, request):
    return httpx2.Response(
        200,
        json={
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "any",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "w1"}}
            ],
        },
    )


httpx2.HTTPTransport.handle_request = httpx2.BaseTransport.handle_request = answer


def ask(text):
    made = OpenAI(
        http_client=httpx2.Client(transport=httpx2.MockTransport(lambda r: answer(None, r))), api_key="x"
    )
    reply = made.chat.completions.create(model="any", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content
