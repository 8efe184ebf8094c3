namespace Onebox.Models;

/// <summary>How the matrices of a frozen model's blocks are kept. What is smaller than the compute type is unpacked each time it is used.</summary>
public enum BaseType
{
    /// <summary>In the compute type.</summary>
    Compute,

    /// <summary>8 bits: blocks of 64 over their largest magnitude / 127. 8.5 bits a weight.</summary>
    Int8,

    /// <summary>4-bit NormalFloat in blocks of 64 (Dettmers et al., "QLoRA", 2023). 4.5 bits a weight.</summary>
    Nf4,

    /// <summary>The same with the blocks' scales in 8 bits (double quantization). 4.14 bits a weight.</summary>
    Nf4Double,
}
