import { dateInWords, dateOf, monthAndDay, yearDate } from './dates.js';

describe('dates of bibliographies', () => {
  it.each([
    ['2016', [[2016]]],
    ['c1995', [[1995]]],
    ['[1999]', [[1999]]],
    ['2010--2012', [[2010], [2012]]],
    ['1998/99', [[1998], [1999]]],
    ['199X', [[1990], [1999]]],
  ])('year %s', (year, parts) => {
    expect(yearDate(year)).toEqual({ 'date-parts': parts });
  });

  it.each(['in press', '13th Century', 'forthcoming', 'n.d.', '1998a'])('text for a year: %s', (year) => {
    expect(yearDate(year)).toEqual({ literal: year });
  });

  it('knows about circa', () => {
    for (const year of ['ca. 1850', 'circa 1850', '1850?', '1850~']) {
      expect(yearDate(year)).toEqual({ 'date-parts': [[1850]], circa: true });
    }
  });

  it.each([
    ['jan', [1]],
    ['jan~15', [1, 15]],
    ['15~jan', [1, 15]],
    ['July 30th', [7, 30]],
    ['2 sep', [9, 2]],
    ['février', [2]],
    ['août', [8]],
    ['März', [3]],
    ['03', [3]],
    ['Sept.', [9]],
  ])('month %s', (month, from) => {
    expect(monthAndDay(month)).toEqual({ from });
  });

  it('knows ranges and seasons', () => {
    expect(monthAndDay('jan--feb')).toEqual({ from: [1], to: [2] });
    expect(monthAndDay('May 3--5')).toEqual({ from: [5, 3], to: [5, 5] });
    expect(monthAndDay('Printemps')).toEqual({ from: [], season: 1 });
    expect(monthAndDay('unknown')).toBeNull();
    expect(dateOf('2020', 'Spring').date).toEqual({ 'date-parts': [[2020]], season: 1 });
  });

  it.each([
    ['2020-05-17', [[2020, 5, 17]]],
    [
      '2019-05/2020-06',
      [
        [2019, 5],
        [2020, 6],
      ],
    ],
    ['2016/', [[2016], [0]]],
    ['17 May 2020', [[2020, 5, 17]]],
    ['August, 2005', [[2005, 8]]],
    ['1995-1-04', [[1995, 1, 4]]],
    ['1999-XX-XX', [[1999]]],
    ['May 17, 2020', [[2020, 5, 17]]],
    ['2020 May 17', [[2020, 5, 17]]],
    ['2020/05/17', [[2020, 5, 17]]],
    ['-0043-03-15', [[-43, 3, 15]]],
    ['2020-05-17T10:00:00Z', [[2020, 5, 17]]],
  ])('date %s', (written, parts) => {
    expect(dateInWords(written)).toEqual({ 'date-parts': parts });
  });
});
