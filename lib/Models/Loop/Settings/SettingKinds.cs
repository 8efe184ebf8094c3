namespace Onebox.Models.Loop;

public enum TrainingMethod
{
    /// <summary>All weights, from random ones; the loss is on every token.</summary>
    Pretrain,

    /// <summary>All weights of a trained model.</summary>
    Full,

    /// <summary>Small matrices beside frozen weights (Hu et al. 2021, arXiv:2106.09685).</summary>
    Lora,

    /// <summary>LoRA beside weights frozen in 8 or 4 bits (Dettmers et al. 2023, arXiv:2305.14314).</summary>
    Qlora,

    /// <summary>LoRA against preference pairs (Rafailov et al. 2023, arXiv:2305.18290).</summary>
    Dpo,
}

public enum TrainingPrecision
{
    /// <summary>bfloat16 forward and backward, 32-bit weights in the optimizer.</summary>
    Bf16,

    /// <summary>32-bit throughout: three to four times slower where the processor has bf16 products.</summary>
    F32,
}

public enum RateSchedule
{
    /// <summary>Half a cosine from the highest rate to the final one.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>Warm-up, stable, decay: constant, then falling by 1 − √t in the last share (Hägele et al. 2024, arXiv:2405.18392). The end can be moved while running.</summary>
    Wsd,

    /// <summary>No fall.</summary>
    Constant,
}

public enum OverlongSamples
{
    /// <summary>The end is cut off.</summary>
    Cut,

    /// <summary>The sample is left out.</summary>
    Skip,

    /// <summary>The sample becomes several; right for plain text, wrong for chats, whose answers would lose their questions.</summary>
    Split,
}

/// <summary>One thing wrong with the settings: the field as in <see cref="TrainingSettings"/>, and what to do about it.</summary>
public sealed record SettingProblem(string Field, string Message);
