namespace Onebox.Weights;

/// <summary>A model file was refused. The message names the file, says what is wrong and what to do.</summary>
public sealed class ModelFileException : Exception
{
    public ModelFileException(ModelFileError error, string file, string what, string remedy, long? offset = null, Exception? inner = null)
        : base(Describe(file, what, remedy, offset), inner)
    {
        Error = error;
        File = file;
        What = what;
        Remedy = remedy;
        Offset = offset;
    }

    public ModelFileError Error { get; }

    /// <summary>The file's name, without its folder.</summary>
    public string File { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string What { get; }

    /// <summary>What a person can do about it.</summary>
    public string Remedy { get; }

    /// <summary>Where in the file, in bytes from its start; null where no place is meant.</summary>
    public long? Offset { get; }

    private static string Describe(string file, string what, string remedy, long? offset) =>
        offset is { } at
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}: {what} (at byte {at}). {remedy}")
            : $"{file}: {what}. {remedy}";
}
