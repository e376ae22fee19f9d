using Google.Protobuf;

namespace McpActors.Cluster.Wire;

/// <summary>
/// A failure as written by Akka.NET, and by nodes of earlier versions: <c>StatusFailure { ExceptionData cause = 1
/// }</c>, with <c>ExceptionData { string typeName = 1; string message = 2 }</c>. Akka.NET would create the named type;
/// here it is text.
/// </summary>
internal static class ForeignFailure
{
    private const uint First = (1 << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint Second = (2 << 3) | (uint)WireFormat.WireType.LengthDelimited;

    public static FailureData Read(byte[] bytes)
    {
        var (type, message) = ("", "");
        var failure = new CodedInputStream(bytes);
        while (failure.ReadTag() is var tag and not 0)
        {
            if (tag == First) (type, message) = ReadException(failure.ReadBytes().CreateCodedInput());
            else failure.SkipLastField();
        }
        // The assembly's name follows a comma.
        return new FailureData { Kind = "foreign", Type = type.Split(',')[0], Message = message };
    }

    private static (string Type, string Message) ReadException(CodedInputStream exception)
    {
        var (type, message) = ("", "");
        while (exception.ReadTag() is var tag and not 0)
        {
            if (tag == First) type = exception.ReadString();
            else if (tag == Second) message = exception.ReadString();
            else exception.SkipLastField();
        }
        return (type, message);
    }
}
