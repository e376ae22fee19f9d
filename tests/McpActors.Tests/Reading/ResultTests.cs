using McpActors.Reading;

namespace McpActors.Tests.Reading;

/// <summary>Results are read by the item: what the product does not need does not decide.</summary>
public class ResultTests
{
    private const string Schema = "\"inputSchema\":{\"type\":\"object\"}";

    [Theory]
    [InlineData("""{"tools":[{"name":"good",SCHEMA},{"name":"bad"}]}""", "good", "Tool 'bad' is left out: it has no inputSchema.")]
    [InlineData("""{"tools":[{"name":"good",SCHEMA},{SCHEMA},null,5]}""", "good",
        "Tool 2 of the list is left out: it has no name.|Tool 3 of the list is left out: it is no object.|Tool 4 of the list is left out: it is no object.")]
    [InlineData("""{"tools":[{"name":"a",SCHEMA,"icons":"x","annotations":[],"title":5}]}""", "a", "Tool 'a' is listed without its title, annotations, icons, which cannot be read.")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{}},{"name":"b","inputSchema":{"properties":{}}}]}""", "a,b", "")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"string"}}]}""", "", "Tool 'a' is left out: its inputSchema is not of the type object but of \"string\".")]
    [InlineData("""{"tools":[{"name":"a",SCHEMA,"outputSchema":"none"}]}""", "a", "Tool 'a' is listed without its outputSchema, which cannot be read.")]
    [InlineData("""{"tools":{}}""", "", "The answer to tools/list has no list 'tools'.")]
    [InlineData("null", "", "The answer to tools/list has no list 'tools'.")]
    [InlineData("""[{"name":"a",SCHEMA}]""", "a", "")]
    public void A_bad_tool_is_named_and_the_others_are_listed(string json, string tools, string problems)
    {
        var page = ListPage<Tool>.Read(ListShapes.Tools, Bytes(json.Replace("SCHEMA", Schema, StringComparison.Ordinal)));

        Assert.Equal((tools, problems), (string.Join(',', page.Items.Select(tool => tool.Name)), string.Join('|', page.Problems)));
    }

    [Fact]
    public void A_resource_needs_its_uri_and_no_name()
    {
        var page = ListPage<Resource>.Read(ListShapes.Resources, Bytes("""{"resources":[{"uri":"x://1"},{"name":"lost"},{"uri":"x://2","name":"two","size":"big"}],"nextCursor":7}"""));

        Assert.Equal([("x://1", "x://1"), ("x://2", "two")], page.Items.Select(resource => (resource.Uri, resource.Name)));
        Assert.Equal("7", page.NextCursor);
        Assert.Equal(2, page.Problems.Count);
    }

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"a"},{"type":"hologram","of":"a cat"}]}""", "a|{\"type\":\"hologram\",\"of\":\"a cat\"}")]
    [InlineData("""{"content":[{"type":"text","text":{"rows":3}}]}""", "{\"rows\":3}")]
    [InlineData("""{"content":[{"type":"text"}]}""", "{\"type\":\"text\"}")]
    [InlineData("""{"content":[{"type":"text","text":null}]}""", "")]
    [InlineData("""{"content":[{"type":"text","text":"a","annotations":"odd","_meta":5}]}""", "a")]
    [InlineData("""{"content":[{"type":"image","data":"AAAA"}]}""", "{\"type\":\"image\",\"data\":\"AAAA\"}")]
    [InlineData("""{"content":"plain"}""", "plain")]
    [InlineData("""{"content":["plain",5,null]}""", "plain|5|null")]
    [InlineData("""{"content":{"type":"text","text":"alone"}}""", "alone")]
    [InlineData("""{"content":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("""{"success":true,"rows":[1]}""", """{"success":true,"rows":[1]}""")]
    [InlineData("""{"toolResult":{"content":[{"type":"text","text":"of old"}]}}""", "of old")]
    [InlineData("""{"toolResult":[{"name":"x"}]}""", """{"name":"x"}""")]
    [InlineData("""{"_meta":{},"resultType":"complete","isError":false}""", null)]
    [InlineData("\"plain\"", "plain")]
    [InlineData("[{\"type\":\"text\",\"text\":\"bare\"}]", "bare")]
    [InlineData("""{"content":[],"isError":"yes","_meta":[]}""", null)]
    public void Content_arrives_whatever_it_is(string json, string? texts)
    {
        var result = ResultReader.ToolResult(JsonNode.Parse(json));

        Assert.Equal(texts, result.Content.Count == 0 ? null : string.Join('|', result.Content.Select(block => Assert.IsType<TextContentBlock>(block).Text)));
    }

    [Fact]
    public void What_is_beside_bad_content_is_kept()
    {
        var result = ResultReader.ToolResult(JsonNode.Parse("""{"content":[{"type":"x"}],"structuredContent":{"a":1},"isError":"true"}"""));

        Assert.Equal((true, 1), (result.IsError, result.StructuredContent!.Value.GetProperty("a").GetInt32()));
    }

    [Fact]
    public void A_prompt_with_several_blocks_in_a_message_and_a_resource_without_uri_are_read()
    {
        var prompt = ResultReader.Prompt(JsonNode.Parse(
            """{"messages":[{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"system","content":"c"}]}"""));
        var resource = ResultReader.Resource(JsonNode.Parse("""{"contents":[{"text":"here"},{"blob":"AAAA","uri":"x://2"}]}"""), "x://1");

        Assert.Equal([(Role.Assistant, "a"), (Role.Assistant, "b"), (Role.User, "c")], prompt.Messages.Select(message => (message.Role, ((TextContentBlock)message.Content).Text)));
        Assert.Equal([("x://1", typeof(TextResourceContents)), ("x://2", typeof(BlobResourceContents))], resource.Contents.Select(part => (part.Uri, part.GetType())));
        Assert.Equal(["a", "5"], ResultReader.Completion(JsonNode.Parse("""{"completion":{"values":["a",5]}}""")).Values);
    }

    [Theory]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{"tools":[],"logging":true,"prompts":false},"serverInfo":{"name":"php","version":1,"icons":"x"}}""", "2025-06-18 php 1 tools")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":[]}""", "2025-06-18 unnamed unknown ")]
    [InlineData("""{"capabilities":{"tools":{"listChanged":"yes"}},"serverInfo":{"name":"x"},"instructions":5}""", "2024-11-05 x unknown tools")]
    public void A_handshake_is_put_right(string json, string expected)
    {
        var read = HandshakeReader.Repair(RequestMethods.Initialize, JsonNode.Parse(json)).AsInitialized();

        Assert.Equal(expected, $"{read.ProtocolVersion} {read.ServerInfo.Name} {read.ServerInfo.Version} {(read.Capabilities.Tools is null ? "" : "tools")}");
    }

    [Fact]
    public void A_good_handshake_is_left_as_it_is_and_no_version_is_invented_for_a_discovery()
    {
        var good = JsonNode.Parse("""{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"x","version":"1"},"extra":1}""");
        var bad = JsonNode.Parse("""{"capabilities":[]}""");

        Assert.Same(good, HandshakeReader.Repair(RequestMethods.Initialize, good));
        Assert.Same(bad, HandshakeReader.Repair(RequestMethods.ServerDiscover, bad));
    }

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}

internal static class Reading
{
    public static InitializeResult AsInitialized(this JsonNode? node) => ProtocolJson.TryRead<InitializeResult>(node)!;
}
