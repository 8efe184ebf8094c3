namespace Onebox.Vectors;

/// <summary>Whose fault it was: the closed list of what can go wrong with an index.</summary>
public enum VectorIndexFault
{
    /// <summary>The caller gave something the index cannot take: wrong length, a number that is not finite, options that differ from the stored ones.</summary>
    Invalid,

    /// <summary>Another process, or another instance in this one, has the index open.</summary>
    InUse,

    /// <summary>A file does not hold what it must. The message says which, where, and what can be done.</summary>
    Corrupted,

    /// <summary>The file was written by a newer version.</summary>
    UnknownVersion,

    OutOfMemory,
}

/// <summary>An error of the vector index; the message says what happened and what to do.</summary>
public sealed class VectorIndexException(VectorIndexFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public VectorIndexFault Fault { get; } = fault;
}
