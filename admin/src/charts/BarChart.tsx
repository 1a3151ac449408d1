import { BarChart as Bars } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { colours, fontFamily } from '../theme.ts';

use([Bars, GridComponent, TooltipComponent, SVGRenderer]);

export interface ChartPoint {
  key: string;
  /** Under the bar. */
  label: string;
  /** In the tooltip. */
  title: string;
  value: number;
  shown: string;
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function optionOf(points: readonly ChartPoint[], axisLabel: (value: number) => string) {
  const text = { color: colours.inkFaint, fontFamily, fontSize: 12 };
  const last = points.length - 1;
  return {
    animationDuration: 200,
    grid: { left: 4, right: 12, top: 24, bottom: 0, containLabel: true },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily, fontSize: 12 },
      formatter: (params: { dataIndex: number }[]) => {
        const point = points[params[0]?.dataIndex ?? -1];
        return point === undefined ? '' : `${escape(point.title)}<br><b>${escape(point.shown)}</b>`;
      },
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: (range: { min: number }) => Math.min(0, range.min),
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: '#f0eeeb' } },
      axisLabel: { ...text, formatter: axisLabel },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 32,
        cursor: 'pointer',
        itemStyle: { color: colours.accent, borderRadius: [2, 2, 0, 0] },
        emphasis: { itemStyle: { color: '#0b4f4a' } },
        data: points.map((point, at) => ({
          value: point.value,
          label: {
            // A zero would only be written over the bar beside it.
            show: at === last && point.value !== 0,
            position: 'top',
            formatter: point.shown,
            color: colours.ink,
            backgroundColor: colours.surface,
            padding: [1, 3],
            fontFamily,
            fontSize: 12,
          },
        })),
      },
    ],
  };
}

/** Bars over time, from zero, the last one labelled. The same figures stand in the card's table for those who cannot see it. */
export function BarChart({
  points,
  axisLabel,
  onPress,
}: {
  points: readonly ChartPoint[];
  axisLabel: (value: number) => string;
  onPress: (key: string) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const press = useRef<(index: number) => void>(() => undefined);
  // The chart's listener lives as long as the chart; it must see the latest points.
  useEffect(() => {
    press.current = (index) => {
      const point = points[index];
      if (point !== undefined) onPress(point.key);
    };
  });

  useEffect(() => {
    if (frame.current === null) return;
    const made = init(frame.current);
    chart.current = made;
    // The whole column can be pressed: the bar of a quiet day is only a few pixels high.
    made.getZr().on('click', ({ offsetX, offsetY }) => {
      if (made.containPixel('grid', [offsetX, offsetY]))
        press.current(made.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY])[0] ?? -1);
    });
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(frame.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(optionOf(points, axisLabel), { notMerge: true });
  }, [points, axisLabel]);

  return <div className="bar-chart" ref={frame} aria-hidden="true" />;
}
