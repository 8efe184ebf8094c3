namespace Onebox.Documents.Ocr;

/// <summary>Light letters on a dark ground: screens at night, the heads of tables.</summary>
internal static class Polarity
{
    // Letters cover less than half of any page or line: what the middle pixel shows is the ground.
    private const int Dark = 110;

    /// <returns>The picture itself, or its negative.</returns>
    public static OcrImage DarkOnLight(OcrImage image)
    {
        var histogram = new int[256];
        foreach (var g in image.Gray) histogram[g]++;
        var (middle, below) = (0, 0);
        while (middle < 255 && (below += histogram[middle]) <= image.Gray.Length / 2) middle++;
        return middle >= Dark ? image : image with { Gray = Array.ConvertAll(image.Gray, g => (byte)(255 - g)) };
    }
}
