from kit import Usage


def test_usages_add_up_field_by_field():
    total = sum([Usage(10, 2, 4, 1, 0.5), Usage(5, 1, 0, 1, 0.25)], Usage())
    assert total == Usage(15, 3, 4, 2, 0.75)
    assert sum([Usage(1, 1), Usage(2, 2)]) == Usage(3, 3)
    assert total.tokens == 18


def test_openai_counts_the_cached_part_inside_the_prompt():
    chat = {"prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 60}}
    assert Usage.of(chat) == Usage(100, 7, 60, 1)
    responses = {"input_tokens": 100, "output_tokens": 7, "input_tokens_details": {"cached_tokens": 60}}
    assert Usage.of(responses) == Usage(100, 7, 60, 1)


def test_anthropic_prompt_is_the_sum_of_three_fields():
    body = {
        "input_tokens": 7,
        "cache_creation_input_tokens": 10,
        "cache_read_input_tokens": 100,
        "output_tokens": 3,
    }
    assert Usage.of(body) == Usage(117, 3, 100, 1)


def test_an_answer_without_usage_still_counts_as_a_call():
    assert Usage.of(None) == Usage(calls=1)


def test_an_unknown_price_stays_visible_in_the_sum():
    assert "price unknown" in str(Usage(1, 1, usd=float("nan")) + Usage(usd=1.0))
