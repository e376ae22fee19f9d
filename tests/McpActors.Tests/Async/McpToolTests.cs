using Microsoft.Extensions.AI;

namespace McpActors.Tests.Async;

/// <summary>Tools for Microsoft.Extensions.AI.</summary>
public sealed class McpToolTests : AsyncTestKit
{
    [Fact]
    public async Task A_function_has_what_its_tool_says_of_itself()
    {
        var tool = await ToolAsync(ATool());

        Assert.Equal(("files", "list", "lists a folder"), (tool.Server, tool.Name, tool.Description));
        Assert.Equal("string", tool.JsonSchema.GetProperty("properties").GetProperty("path").GetProperty("type").GetString());
        Assert.Null(tool.ReturnJsonSchema);
    }

    [Fact]
    public async Task Whatever_a_model_is_told_its_server_is_asked_for_its_own_tool()
    {
        var tool = (await ToolAsync(ATool())).WithName("files_list").WithDescription("another text");
        Assert.Equal(("files_list", "another text"), (tool.Name, tool.Description));

        var invocation = tool.InvokeAsync(new AIFunctionArguments { ["path"] = "/srv", ["depth"] = JsonSerializer.SerializeToElement(2) });

        var asked = Servers.ExpectMsg<CallTool>();
        Servers.Reply(AResult());
        Assert.Equal(("files", "list"), (asked.Server, asked.Tool));
        Assert.Equal(("/srv", 2), (asked.Arguments["path"].GetString(), asked.Arguments["depth"].GetInt32()));
        Assert.Equal("done", Assert.IsType<TextContent>(await invocation.AsTask().WaitAsync(Patience)).Text);
    }

    [Fact]
    public async Task A_result_that_is_more_than_its_content_is_given_whole()
    {
        var failed = await InvokeAsync(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "no such folder" }] });
        var many = await InvokeAsync(new CallToolResult { Content = [new TextContentBlock { Text = "a" }, new TextContentBlock { Text = "b" }] });
        var structured = await InvokeAsync(new CallToolResult { Content = [], StructuredContent = JsonSerializer.SerializeToElement(new { n = 1 }) });

        Assert.True(Assert.IsType<JsonElement>(failed).GetProperty("isError").GetBoolean());
        Assert.Equal(["a", "b"], Assert.IsType<AIContent[]>(many).Cast<TextContent>().Select(content => content.Text));
        Assert.Equal(1, Assert.IsType<JsonElement>(structured).GetProperty("structuredContent").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_failure_reaches_whoever_invokes()
    {
        var tool = await ToolAsync(ATool());
        var invocation = tool.InvokeAsync();
        Servers.ExpectMsg<CallTool>();

        Servers.Reply(new Status.Failure(new McpServerException("files", ServerFailure.Exited, "its process ended")));

        var failure = await Assert.ThrowsAsync<McpServerException>(() => invocation.AsTask().WaitAsync(Patience));
        Assert.Equal(ServerFailure.Exited, failure.Failure);
    }

    private async Task<object?> InvokeAsync(CallToolResult result)
    {
        var invocation = (await ToolAsync(ATool())).InvokeAsync();
        Servers.ExpectMsg<CallTool>();
        Servers.Reply(new ToolResult("files", "list", result, TimeSpan.Zero));
        return await invocation.AsTask().WaitAsync(Patience);
    }

    private async Task<McpTool> ToolAsync(Tool tool)
    {
        var listing = Face.GetToolsAsync("files");
        Servers.ExpectMsg<ListTools>();
        Servers.Reply(Tools(tool));
        return Assert.Single(await listing.WaitAsync(Patience));
    }
}
