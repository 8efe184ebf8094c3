namespace Onebox.Weights;

/// <summary>Every way a model file can be refused. The list is closed: callers may switch on it.</summary>
public enum ModelFileError
{
    /// <summary>No file or folder has this path, or the folder holds no model.</summary>
    NotFound,

    /// <summary>The operating system refused to read it.</summary>
    Unreadable,

    /// <summary>The file ends before what its header promises: an unfinished download or copy.</summary>
    Truncated,

    /// <summary>The first bytes belong to no model format that is known here.</summary>
    BadMagic,

    /// <summary>The right format in a version that is too old or too new.</summary>
    UnsupportedVersion,

    /// <summary>A GGUF written for a big-endian machine.</summary>
    BigEndian,

    /// <summary>A length or count above <see cref="ModelFileLimits"/>.</summary>
    LimitExceeded,

    /// <summary>The content contradicts itself or its format's rules.</summary>
    Corrupt,

    /// <summary>A key or tensor name appears twice.</summary>
    Duplicate,

    /// <summary>A tensor type that is unknown here or was removed from the format.</summary>
    UnsupportedType,

    /// <summary>A part of a split model is not there.</summary>
    MissingShard,

    /// <summary>The parts of a split model do not belong together.</summary>
    MismatchedShards,

    /// <summary>A pickle: opening one runs the code inside, so it is never opened.</summary>
    Pickle,

    /// <summary>A known format that holds models but is not served here (ONNX, HDF5, old GGML…).</summary>
    UnsupportedFormat,

    /// <summary>A stand-in for the model (a Git LFS pointer, a web page), not the model.</summary>
    NotDownloaded,

    /// <summary>The file changed while it was being read.</summary>
    Changed,
}
