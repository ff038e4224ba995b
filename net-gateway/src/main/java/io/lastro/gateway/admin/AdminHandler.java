package io.lastro.gateway.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Answers one admin connection's requests, one after the other. Admin thread only. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    private final AdminContext context;

    AdminHandler(final AdminContext context) {
        this.context = context;
    }

    @Override
    protected void channelRead0(final ChannelHandlerContext ctx, final FullHttpRequest request) {
        final boolean isGood = request.decoderResult().isSuccess();
        final FullHttpResponse response =
                isGood ? answer(request) : text(HttpResponseStatus.BAD_REQUEST, "bad request");
        final boolean keepAlive = isGood && HttpUtil.isKeepAlive(request);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        final var sent = ctx.writeAndFlush(response);
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer(final FullHttpRequest request) {
        final String path = pathOf(request.uri());
        if (!isKnown(path)) {
            return text(HttpResponseStatus.NOT_FOUND, "no such page");
        }
        if (!HttpMethod.GET.equals(request.method())) {
            final FullHttpResponse refused = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET");
            refused.headers().set(HttpHeaderNames.ALLOW, "GET");
            return refused;
        }
        try {
            return switch (path) {
                case "/health/live" -> health(context.liveness().get());
                case "/health/ready" -> health(context.readiness().get());
                case "/metrics" -> response(HttpResponseStatus.OK, TextFormat.CONTENT_TYPE_004, metrics());
                default ->
                    response(HttpResponseStatus.OK, JSON, context.statusJson().get());
            };
        } catch (final RuntimeException e) {
            return text(HttpResponseStatus.INTERNAL_SERVER_ERROR, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static String pathOf(final String uri) {
        final int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static boolean isKnown(final String path) {
        return switch (path) {
            case "/health/live", "/health/ready", "/metrics", "/status" -> true;
            default -> false;
        };
    }

    private static FullHttpResponse health(final Readiness readiness) {
        return text(
                readiness.isReady() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                readiness.reason());
    }

    private String metrics() {
        final StringWriter out = new StringWriter();
        try {
            TextFormat.write004(out, context.registry().metricFamilySamples());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static FullHttpResponse text(final HttpResponseStatus status, final String line) {
        return response(status, TEXT, line + "\n");
    }

    private static FullHttpResponse response(final HttpResponseStatus status, final String type, final String body) {
        final ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        final FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        return response;
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        ctx.close();
    }
}
