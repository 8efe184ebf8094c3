namespace Onebox.Weights;

/// <summary>The formats that are read.</summary>
public enum ModelFileFormat
{
    Gguf,
    Safetensors,
}
