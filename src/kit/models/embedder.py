"""The embedding model: all-MiniLM-L6-v2, converted once for the local engine and served at `/v1/embeddings`.

The published weights (safetensors) are rewritten as a GGUF file in the cache, halved to 16 bits, which
takes about a second and changes no cosine by more than 0.001; a second, small engine then answers with
mean-pooled vectors of 384 numbers and length 1. It starts on first use. For other models and batch work
see `sentence-transformers`.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit.assets import AssetError, asset, cache_dir, made_once
from kit.models.engine import EngineError, base_settings, running

EMBEDDER_NAME = "all-minilm-l6-v2"
EMBEDDER_CONTEXT = 512  # tokens; the model has no positions beyond
EMBEDDER_WIDTH = 384
_SLOTS = 4
_LAYERS, _HEADS, _INNER = 6, 12, 1536


def embedding_address() -> str:
    """Where `/v1/embeddings` is answered: `KIT_EMBED_URL`, else this process's own engine, started now.

    Raises:
        EngineError: the model cannot be had or does not start (one sentence).
    """
    return os.environ.get("KIT_EMBED_URL") or running("embeddings", embedder_settings).address


def embedder_settings() -> tuple[Path, Any]:
    """Model file and settings of the embedding engine."""
    try:
        model = embedder_file()
    except AssetError as error:
        raise EngineError(str(error)) from error
    params = base_settings(model, EMBEDDER_NAME, slots=_SLOTS)
    params.embedding = True
    params.n_ctx = _SLOTS * EMBEDDER_CONTEXT
    return model, params


def embedder_file() -> Path:
    """The converted model in the cache, made first if it is not there."""
    weights, words = asset("minilm-weights"), asset("minilm-words")
    return made_once(
        cache_dir() / "made" / "all-minilm-l6-v2.f16.gguf", lambda path: _convert(weights, words, path)
    )


def _convert(weights: Path, words: Path, target: Path) -> None:
    """Write the GGUF as llama.cpp's own `convert_hf_to_gguf.py` does for a BertModel."""
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(target, "bert")
    writer.add_name(EMBEDDER_NAME)
    writer.add_block_count(_LAYERS)
    writer.add_context_length(EMBEDDER_CONTEXT)
    writer.add_embedding_length(EMBEDDER_WIDTH)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    _add_words(writer, words.read_text("utf-8").splitlines())
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, _LAYERS)
    for name, values in _tensors(weights):
        if name.startswith("pooler.") or name.endswith("position_ids"):
            continue
        new = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if new is None:
            raise EngineError(f"{weights} holds {name!r}, which all-MiniLM-L6-v2 has not.")
        halved = values.ndim == 2 and not new.startswith(("position", "token_types"))
        writer.add_tensor(new, values.astype(np.float16 if halved else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_words(writer: Any, words: list[str]) -> None:
    """The word-piece vocabulary: a word's first piece is marked by '▁', as llama.cpp wants it."""
    import gguf

    special = {word: at for at, word in enumerate(words) if word.startswith("[") and word.endswith("]")}
    pieces = [
        word if word in special else word[2:] if word.startswith("##") else "▁" + word for word in words
    ]
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(pieces)
    writer.add_token_types([control if word in special else normal for word in words])
    writer.add_token_type_count(2)
    writer.add_bos_token_id(special["[CLS]"])
    writer.add_eos_token_id(special["[SEP]"])
    writer.add_sep_token_id(special["[SEP]"])
    writer.add_unk_token_id(special["[UNK]"])
    writer.add_pad_token_id(special["[PAD]"])
    writer.add_mask_token_id(special["[MASK]"])


def _tensors(weights: Path) -> Iterator[tuple[str, Any]]:
    """Names and arrays of a safetensors file of 32-bit floats (8 bytes of length, JSON, raw numbers)."""
    import numpy as np

    data = np.memmap(weights, dtype=np.uint8, mode="r")
    (length,) = struct.unpack("<Q", data[:8].tobytes())
    header = json.loads(data[8 : 8 + length].tobytes())
    header.pop("__metadata__", None)
    for name, about in header.items():
        start, end = (8 + length + offset for offset in about["data_offsets"])
        if about["dtype"] == "F32":
            yield name, data[start:end].view(np.float32).reshape(about["shape"])
