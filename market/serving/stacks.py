"""What software makes of the machines of a vendor, and how long SRAM machines take for a layer."""

# Throughput attained relative to a mature NVIDIA stack, and all-to-all time relative to it, by vendor
# (serving constants fitted to public benchmarks for AMD; Huawei is a judgement: young kernels).
STACK = {"amd": 0.78, "huawei": 0.6, "tenstorrent": 0.6}
EXCHANGE = {"amd": 5.0, "huawei": 3.0}
# What is left of it where prefill and decoding are on chips of their own: without it, frontiers of MI355X in InferenceX
# (end of 2025, 17 points) are computed 1.9 times too high; with it they are right on average.
APART = {"amd": 0.75}
LAYER_SECONDS = {"cerebras": 6e-6, "groq_lpx": 16e-6}
FIRST_LPU_LAYER_SECONDS = 42e-6
