using McpActors.Reading;

namespace McpActors.Tests.Reading;

/// <summary>Messages and faults are found in lines that the strict reader refuses.</summary>
public class MessageTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1.0,"result":{}}""", "response 1")]
    [InlineData("""{"id":1,"result":{}}""", "response 1")]
    [InlineData("""{"jsonrpc":"1.0","id":"x","result":5}""", "response x")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"no luck"}""", "error 1 -32603 no luck")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":"-32000","message":"no luck"}}""", "error 1 -32000 no luck")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":"ENOENT"}}""", """error 1 -32603 {"code":"ENOENT"}""")]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-1,"message":"no luck"}}""", "error  -1 no luck")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"result":{}}]""", "response 1|response 2")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}{"jsonrpc":"2.0","id":2,"result":{}}""", "response 1|response 2")]
    [InlineData("""50% {"jsonrpc":"2.0","id":1,"result":{}}""", "response 1")]
    [InlineData("""got {"id":7} {"jsonrpc":"2.0","id":1,"result":{}} done""", "response 1")]
    [InlineData("""received {"jsonrpc":"2.0","id":1,"method":"tools/call"} done""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"mean":NaN,"most":-Infinity}}""", "response 1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"list":[1,2,],},}""", "response 1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"path":"C:\users\x"}}""", "response 1")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"a\u0001\tb\"}}", "response 1")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"result":{}}""", "fault  its id is an object")]
    [InlineData("""{"jsonrpc":"2.0","id":true,"result":{}}""", "fault  its id is true")]
    [InlineData("""{"jsonrpc":"2.0","result":{}}""", "fault  it has no id")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", "fault 1 it has neither a result nor an error")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"a":[1,2}""", "fault 1 it is no JSON")]
    [InlineData("""{"result":{"a":oh},"jsonrpc":"2.0","id":3}""", "fault 3 it is no JSON")]
    [InlineData("""{"result":{"a":{"id":5}""", "fault  it is no JSON")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", "")]
    [InlineData("""{"level":"info","id":1}""", "")]
    [InlineData("""{"jsonrpc":"2.0"}""", "")]
    [InlineData("{ \"jsonrpc\":", "")]
    [InlineData("{}", "")]
    [InlineData("[INFO] \"jsonrpc\" is spoken here", "")]
    public void Answers_are_found_and_text_is_left(string line, string expected) => Assert.Equal(expected, string.Join('|', Read(line)), StartsWith);

    [Fact]
    public void An_answer_as_deep_as_the_limit_is_read_and_a_deeper_one_names_its_request()
    {
        Assert.Equal(["response 1"], Read(Deep(900)));
        Assert.StartsWith("fault 1 it is nested deeper than 1000", Assert.Single(Read(Deep(100_000))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""a \ud83d b""", """a \ufffd b""")]
    [InlineData("""\udc00\ud800""", """\ufffd\ufffd""")]
    [InlineData("""\ud83d\ude00""", null)]
    [InlineData("""\\ud83d""", null)]
    [InlineData("""\\\ud83d""", """\\\ufffd""")]
    [InlineData("""\ud8""", null)]
    [InlineData("plain", null)]
    public void Half_a_pair_becomes_a_replacement_character(string json, string? expected)
    {
        var repaired = Surrogates.Repair(Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, repaired is null ? null : Encoding.UTF8.GetString(repaired));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"result":{"content":[""", "", "7")]
    [InlineData("""{"result":{"content":[""", """xxx"}]},"jsonrpc":"2.0","id":8}""", "8")]
    [InlineData("""{"result":{"content":[""", """xxx"}]},"id":"9","jsonrpc":"2.0"}""", "9")]
    [InlineData("""{"result":{"content":[""", """xxx"}],"id":8}""", null)]
    [InlineData("""{"method":"sampling/createMessage","params":{""", """xxx"}]},"jsonrpc":"2.0","id":8}""", null)]
    public void The_request_of_a_long_answer_is_known_by_its_beginning_or_its_end(string head, string tail, string? id) =>
        Assert.Equal(id, AnswerScan.Of(Encoding.UTF8.GetBytes(head), Encoding.UTF8.GetBytes(tail)).Id?.ToString());

    private static IEnumerable<string> Read(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        if (!MessageRescue.IsWorthIt(bytes)) return [];
        return [.. MessageRescue.Read(bytes).Select(found => found.Message switch
        {
            JsonRpcResponse response => $"response {response.Id}",
            JsonRpcError error => $"error {error.Id} {error.Error.Code} {error.Error.Message}",
            null => $"fault {found.Id} {found.Fault}",
            var other => other.GetType().Name,
        })];
    }

    private static string Deep(int depth) =>
        $$$"""{"jsonrpc":"2.0","id":1,"result":{{{string.Concat(Enumerable.Repeat("{\"a\":", depth))}}}1{{{new string('}', depth)}}}}""";

    private static bool StartsWith(string expected, string actual) => expected.Length == 0 ? actual.Length == 0 : actual.StartsWith(expected, StringComparison.Ordinal);
}
