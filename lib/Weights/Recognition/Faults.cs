namespace Onebox.Weights;

/// <summary>Makes the refusals of one file, so that every reader words the same failure the same way.</summary>
internal sealed class Faults(string file)
{
    private const string CopyAgain = "Download or copy the file again and compare its checksum with the publisher's.";

    public string File => file;

    public ModelFileException Truncated(string reading, long offset, long length) =>
        new(ModelFileError.Truncated, file,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the file ends at {length} bytes, inside {reading}"),
            CopyAgain, offset);

    public ModelFileException Corrupt(string what, long? offset = null, Exception? inner = null) =>
        new(ModelFileError.Corrupt, file, what, CopyAgain, offset, inner);

    public ModelFileException Duplicate(string what, long? offset = null) =>
        new(ModelFileError.Duplicate, file, what, "The file is damaged or was made by a faulty tool: convert the model again.", offset);

    public ModelFileException Limit(string what, long limit, long? offset = null) =>
        new(ModelFileError.LimitExceeded, file,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}, and the limit is {limit}"),
            "No published model comes near this: the file is damaged, or was made to exhaust its reader.", offset);

    public ModelFileException Type(string what, long? offset = null) =>
        new(ModelFileError.UnsupportedType, file, what, "Convert or quantize the model again with a current release of its tool, to a type listed in docs/formats.", offset);

    public ModelFileException Refused(ModelFileError error, string what, string remedy, long? offset = null) =>
        new(error, file, what, remedy, offset);
}
