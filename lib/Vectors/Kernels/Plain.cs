namespace Onebox.Vectors.Kernels;

/// <summary>The kernels without vector instructions: the fallback, and what the tests hold the others against.</summary>
internal static unsafe class Plain
{
    public static float SquaredL2(float* row, float* query, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
            sum += (row[i] - query[i]) * (row[i] - query[i]);
        return sum;
    }

    public static float NegativeDot(float* row, float* query, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
            sum -= row[i] * query[i];
        return sum;
    }

    public static float SquaredL2(ushort* row, float* query, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            var difference = (float)BitConverter.UInt16BitsToHalf(row[i]) - query[i];
            sum += difference * difference;
        }

        return sum;
    }

    public static float NegativeDot(ushort* row, float* query, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
            sum -= (float)BitConverter.UInt16BitsToHalf(row[i]) * query[i];
        return sum;
    }
}
