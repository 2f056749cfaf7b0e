using Gantry.Engine.Images;

namespace Gantry.Tests.Engine.Images;

public sealed class DockerfileTests
{
    private static IEnumerable<string> Bases(string text, params (string, string)[] arguments) =>
        Dockerfile.Bases(text, arguments.ToDictionary(a => a.Item1, a => a.Item2)).Select(b => $"{b.Line} {b.Image}");

    [Fact]
    public void Images_are_found_and_stages_are_none() => Assert.Equal(
        ["2 sdk:10.0", "5 aspnet:10.0", "7 busybox", "8 cache:1"],
        Bases("""
            # comment
            FROM --platform=linux/amd64 sdk:10.0 AS build
            RUN make
            FROM build AS test
            from aspnet:10.0
            COPY --from=build /out /app
            COPY --chown=1:1 --from=busybox /bin/sh /bin/sh
            RUN --mount=type=cache,from=cache:1,target=/c true
            COPY --from=0 /x /y
            FROM scratch
            """));

    [Fact]
    public void Arguments_are_filled_in_and_given_ones_win()
    {
        const string file = """
            ARG REGISTRY=docker.example
            ARG BASE=${REGISTRY}/dotnet/aspnet:10.0
            ARG TAG
            FROM ${BASE}
            FROM app:${TAG:-latest}
            FROM app:$UNKNOWN$TAG
            """;
        Assert.Equal(["4 docker.example/dotnet/aspnet:10.0", "5 app:latest", "6 app:"], Bases(file));
        Assert.Equal(["4 gantry.local/x:1", "5 app:7"], Bases(file, ("BASE", "gantry.local/x:1"), ("TAG", "7")));
    }

    [Fact]
    public void An_argument_inside_of_a_stage_does_not_count() =>
        Assert.Equal(["1 one:1"], Bases("FROM one:1\nARG BASE=two:2\nCOPY a b\n"));

    [Fact]
    public void Continued_lines_are_one_with_comments_left_out() =>
        Assert.Equal(["1 one:1", "4 two:2"], Bases("FROM \\\n  # why\n  one:1\nFROM two:2 \\\n AS x\n"));

    [Fact]
    public void Another_escape_is_respected() => Assert.Equal(["2 one:1"], Bases("# escape=`\nFROM `\n one:1\n"));

    [Theory]
    [InlineData("app", "app", null)]
    [InlineData("app:1", "app", "1")]
    [InlineData("host:5000/app", "host:5000/app", null)]
    [InlineData("host:5000/app:1", "host:5000/app", "1")]
    [InlineData("app@sha256:00", "app", null)]
    public void A_name_has_a_repository_and_perhaps_a_tag(string name, string repository, string? tag) =>
        Assert.Equal((repository, tag), Gantry.Engine.ImageName.Split(name));
}
